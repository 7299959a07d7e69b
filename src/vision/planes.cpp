// SPDX-License-Identifier: Apache-2.0
#include "vision/planes.hpp"

#include <algorithm>
#include <cstddef>

namespace facelatch::vision {
namespace {

/// One plane's row: `channel` of each interleaved pixel, then black up to the canvas's edge.
void write_row(std::span<const std::uint8_t> pixels, std::size_t channel, float mean, float scale,
               std::span<float> row) {
  const std::size_t width = pixels.size() / 3;
  const std::uint8_t* from = pixels.data() + channel;
  float* to = row.data();
  for (std::size_t x = 0; x < width; ++x) {
    to[x] = (static_cast<float>(from[3 * x]) - mean) * scale;
  }
  std::ranges::fill(row.subspan(width), -mean * scale);
}

}  // namespace

imaging::Size round_up(imaging::Size picture, int step) {
  const auto up = [step](int side) { return (side + step - 1) / step * step; };
  return {up(picture.width), up(picture.height)};
}

void write_planes(imaging::ImageView picture, const PlaneArithmetic& arithmetic,
                  imaging::Size canvas, std::span<float> planes) {
  const auto width = static_cast<std::size_t>(canvas.width);
  const auto plane_size = width * static_cast<std::size_t>(canvas.height);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const float mean = arithmetic.mean[channel];
    const std::size_t plane = arithmetic.order == ChannelOrder::bgr ? channel : 2 - channel;
    const auto out = planes.subspan(plane * plane_size, plane_size);
    for (int y = 0; y < picture.size.height; ++y) {
      write_row(picture.row(y), channel, mean, arithmetic.scale,
                out.subspan(static_cast<std::size_t>(y) * width, width));
    }
    const auto below = out.subspan(static_cast<std::size_t>(picture.size.height) * width);
    std::ranges::fill(below, -mean * arithmetic.scale);
  }
}

}  // namespace facelatch::vision
