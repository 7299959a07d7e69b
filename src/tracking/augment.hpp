// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>

#include "imaging/image.hpp"

namespace facelatch::tracking {

/// What the copies of an augmented crop are turned by, counter-clockwise.
inline constexpr std::array kAugmentDegrees{-20.0, -10.0, 10.0, 20.0};

/// `crop` turned by `degrees` counter-clockwise around its middle, in the same size; black where
/// nothing is known.
imaging::Image turned(imaging::ImageView crop, double degrees);

}  // namespace facelatch::tracking
