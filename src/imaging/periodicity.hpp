// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "imaging/image.hpp"

namespace facelatch::imaging {

/// How far the strongest regular pattern of a picture stands above what is around it in the
/// spectrum: the highest ratio of a frequency's power to the mean of its neighbours'. A filmed
/// screen's lines, grid or moiré, where the camera resolves them, reach hundreds and thousands;
/// noise and natural texture stay about 10, seldom above 30. After Garcia and de Queiroz,
/// "Face-spoofing 2D-detection based on moiré-pattern analysis" (2015), who look for peaks of the
/// spectrum as well.
///
/// Looks at the luma of the middle square: 64, 96, 128 or 192 pixels, the largest that fits; 0 for
/// smaller pictures. Patterns longer than 10 pixels are no peaks but content, and those of 8, 4,
/// 8/3 or 2 pixels along an axis may be the blocks of JPEG: neither counts. Thread-safe.
double periodicity(ImageView image);

}  // namespace facelatch::imaging
