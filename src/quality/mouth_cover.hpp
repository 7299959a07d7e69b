// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "imaging/image.hpp"

namespace facelatch::quality {

/// How far the colour of what is where the mouth and the chin are lies from that of the same face's
/// skin (forehead, nose, below the eyes), in steps of CbCr: the median over the mouth's pixels. A
/// mask, a scarf or a cup differs, whatever the skin and the light; a hand does not, nor anything
/// in a gray picture. `crop` is an aligned crop of 112x112 pixels; costs microseconds, no network.
[[nodiscard]] float mouth_colour_distance(imaging::ImageView crop);

}  // namespace facelatch::quality
