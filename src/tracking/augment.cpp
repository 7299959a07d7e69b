// SPDX-License-Identifier: Apache-2.0
#include "tracking/augment.hpp"

#include <cmath>
#include <numbers>

#include "imaging/resize.hpp"

namespace facelatch::tracking {

imaging::Image turned(imaging::ImageView crop, double degrees) {
  // y points down, so that a counter-clockwise turn has the sine's sign the other way round.
  const double angle = degrees * std::numbers::pi / 180;
  const double cosine = std::cos(angle);
  const double sine = std::sin(angle);
  const double x = (crop.size.width - 1) / 2.0;
  const double y = (crop.size.height - 1) / 2.0;
  return imaging::warp_affine(
      crop, {cosine, sine, x - cosine * x - sine * y, -sine, cosine, y + sine * x - cosine * y},
      crop.size);
}

}  // namespace facelatch::tracking
