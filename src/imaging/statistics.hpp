// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "imaging/image.hpp"

namespace facelatch::imaging {

// Luma is 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), rounded to 0..255 per pixel.
// An empty picture gives zeros. Thread-safe.

/// The variance of the luma's Laplacian (kernel 0 1 0, 1 -4 1, 0 1 0, edges mirrored): a measure
/// of sharpness after Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy" (2000).
/// At least 0, without an upper end; depends on the picture's size. The same value as
/// cv2.Laplacian(gray, cv2.CV_64F).var().
double variance_of_laplacian(ImageView image);

struct LumaStatistics {
  double mean = 0;       ///< brightness, 0 (black) to 255 (white)
  double deviation = 0;  ///< contrast: the standard deviation, 0 to 127.5
};
LumaStatistics luma_statistics(ImageView image);

}  // namespace facelatch::imaging
