// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "imaging/image.hpp"

namespace facelatch::imaging {

/// `stored` made upright after its EXIF orientation, 1 to 8; anything else leaves it as it is.
Image make_upright(Image stored, int exif_orientation);

/// The upright size of a picture of that stored size.
Size upright_size(Size stored, int exif_orientation);

}  // namespace facelatch::imaging
