// SPDX-License-Identifier: Apache-2.0
#include "vision/area_sampler.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace facelatch::vision {
namespace {

constexpr float kMean = 127.5F;
constexpr float kScale = 1.0F / 128;

}  // namespace

AreaSampler::AreaSampler(imaging::ImageView picture, imaging::Size target)
    : picture_(picture),
      columns_(runs(picture.size.width, target.width)),
      rows_(runs(picture.size.height, target.height)),
      area_(static_cast<float>(picture.size.width) / static_cast<float>(target.width) *
            (static_cast<float>(picture.size.height) / static_cast<float>(target.height))) {}

std::vector<AreaSampler::Run> AreaSampler::runs(int source, int target) {
  const float step = static_cast<float>(source) / static_cast<float>(target);
  std::vector<Run> result;
  result.reserve(static_cast<std::size_t>(target));
  for (int i = 0; i < target; ++i) {
    const float from = static_cast<float>(i) * step;
    const float to = std::min(static_cast<float>(i + 1) * step, static_cast<float>(source));
    const int first = std::min(static_cast<int>(from), source - 1);
    const int end = std::clamp(static_cast<int>(std::ceil(to)), first + 1, source);
    const bool is_within_one = end == first + 1;
    result.push_back(
        {.first = static_cast<std::size_t>(first),
         .count = static_cast<std::size_t>(end - first),
         .first_weight = is_within_one ? to - from : static_cast<float>(first + 1) - from,
         .last_weight = to - static_cast<float>(end - 1)});
  }
  return result;
}

void AreaSampler::sum_rows(std::size_t y, std::size_t first, std::span<float> sums) const {
  const Run& run = rows_[y];
  const std::size_t size = sums.size();
  float* to = sums.data();
  for (std::size_t i = 0; i < run.count; ++i) {
    const float weight = run.weight(i);
    const auto row = picture_.row(static_cast<int>(run.first + i)).subspan(3 * first, size);
    const std::uint8_t* from = row.data();
    if (i == 0) {
      for (std::size_t k = 0; k < size; ++k) to[k] = weight * static_cast<float>(from[k]);
    } else {
      for (std::size_t k = 0; k < size; ++k) to[k] += weight * static_cast<float>(from[k]);
    }
  }
}

void AreaSampler::write(const PixelRect& piece, int x, int y, imaging::Size canvas,
                        std::span<float> planes) const {
  const auto stride = static_cast<std::size_t>(canvas.width);
  const std::size_t plane = stride * static_cast<std::size_t>(canvas.height);
  const auto columns = std::span(columns_).subspan(static_cast<std::size_t>(piece.x),
                                                   static_cast<std::size_t>(piece.size.width));
  const std::size_t left = columns.front().first;
  // One value more than pixels have, so that each can be read as four: the processor adds four
  // values as fast as one.
  std::vector<float> sums(3 * (columns.back().first + columns.back().count - left) + 1);
  const auto row_sums = std::span(sums).first(sums.size() - 1);
  const float scale = kScale / area_;

  const auto rows = static_cast<std::size_t>(piece.size.height);
  const auto first_row = static_cast<std::size_t>(piece.y);
  float* upper_left =
      planes.data() + static_cast<std::size_t>(y) * stride + static_cast<std::size_t>(x);
  for (std::size_t row = 0; row < rows; ++row) {
    sum_rows(first_row + row, left, row_sums);
    float* red = upper_left + row * stride;
    float* green = red + plane;
    float* blue = green + plane;
    for (std::size_t column = 0; column < columns.size(); ++column) {
      const Run& run = columns[column];
      const float* from = sums.data() + 3 * (run.first - left);
      std::array<float, 4> total{};
      for (std::size_t i = 0; i < run.count; ++i) {
        const float weight = run.weight(i);
        for (std::size_t k = 0; k < total.size(); ++k) total[k] += weight * from[3 * i + k];
      }
      red[column] = total[2] * scale - kMean * kScale;
      green[column] = total[1] * scale - kMean * kScale;
      blue[column] = total[0] * scale - kMean * kScale;
    }
  }
}

}  // namespace facelatch::vision
