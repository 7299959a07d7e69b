// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>

#include "imaging/image.hpp"

namespace facelatch::imaging {

enum class Interpolation {
  bilinear,  ///< OpenCV's INTER_LINEAR: what the reference detectors use
  area,      ///< averages the pixels under each target pixel; for shrinking by more than two
};

/// `source` at `size` (both sides at least 1).
Image resize(ImageView source, Size size, Interpolation interpolation = Interpolation::bilinear);

/// A 2x3 affine map: target = matrix * (x, y, 1), row-major.
using AffineMatrix = std::array<double, 6>;

/// `source` seen through `source_to_target`, bilinear, black outside of the source.
Image warp_affine(ImageView source, const AffineMatrix& source_to_target, Size size);

enum class QuarterTurns { none = 0, clockwise = 1, half = 2, counter_clockwise = 3 };

/// `source` turned by quarter turns.
Image rotate(ImageView source, QuarterTurns turns);

}  // namespace facelatch::imaging
