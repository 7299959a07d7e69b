// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <span>

#include "imaging/image.hpp"

namespace facelatch::vision {

enum class ChannelOrder { bgr, rgb };

/// How 8-bit pixels become a network's input: (x - mean) * scale, mean in blue, green, red.
struct PlaneArithmetic {
  ChannelOrder order = ChannelOrder::bgr;
  std::array<float, 3> mean{};
  float scale = 1;
};

/// Writes `picture` into the upper left corner of three planes of `canvas`, black elsewhere.
/// `planes` holds 3 * width * height values of the canvas, which is at least as large as `picture`.
void write_planes(imaging::ImageView picture, const PlaneArithmetic& arithmetic,
                  imaging::Size canvas, std::span<float> planes);

}  // namespace facelatch::vision
