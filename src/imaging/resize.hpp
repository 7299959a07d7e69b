// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>

#include "imaging/image.hpp"

namespace facelatch::imaging {

// All of these need target sides of at least 1 and sides of at most 32,766 (OpenCV's limit;
// DecodeLimits stays below it). An empty source gives a black picture. Thread-safe.

enum class Interpolation {
  bilinear,  ///< OpenCV's INTER_LINEAR: what the reference detectors use
  area,      ///< averages the pixels under each target pixel; for shrinking by more than two
  adaptive,  ///< area where a side shrinks by more than two, else bilinear
};

/// `source` at `size`.
Image resize(ImageView source, Size size, Interpolation interpolation = Interpolation::bilinear);

/// A 2x3 affine map: target = matrix * (x, y, 1), row-major. Integer coordinates are the centres
/// of pixels.
using AffineMatrix = std::array<double, 6>;

/// `source` seen through `source_to_target`, bilinear, black outside of the source.
Image warp_affine(ImageView source, const AffineMatrix& source_to_target, Size size);

enum class QuarterTurns { none = 0, clockwise = 1, half = 2, counter_clockwise = 3 };

/// `source` turned by quarter turns.
Image rotate(ImageView source, QuarterTurns turns);

}  // namespace facelatch::imaging
