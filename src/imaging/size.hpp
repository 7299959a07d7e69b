// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>

#include "imaging/image.hpp"

namespace facelatch::imaging {

[[nodiscard]] inline int longer_side(Size size) { return std::max(size.width, size.height); }

/// `size` with its sides times `factor`, rounded, at least 1 each.
[[nodiscard]] inline Size scaled(Size size, double factor) {
  const auto scale = [factor](int side) {
    return std::max(1, static_cast<int>(std::lround(side * factor)));
  };
  return {scale(size.width), scale(size.height)};
}

/// `size` scaled so that its longer side, which is at least 1, is `side` pixels.
[[nodiscard]] inline Size with_longer_side(Size size, int side) {
  return scaled(size, static_cast<double>(side) / longer_side(size));
}

}  // namespace facelatch::imaging
