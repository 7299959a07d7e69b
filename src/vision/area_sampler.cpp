// SPDX-License-Identifier: Apache-2.0
#include "vision/area_sampler.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

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
    if (end == first + 1) {
      result.push_back({first, 1, to - from, 0});
    } else {
      result.push_back({first, end - first, static_cast<float>(first + 1) - from,
                        to - static_cast<float>(end - 1)});
    }
  }
  return result;
}

void AreaSampler::sum_rows(int y, int first, std::span<float> sums) const {
  const Run& run = rows_[static_cast<std::size_t>(y)];
  for (int i = 0; i < run.count; ++i) {
    const float weight = run.weight(i);
    const auto row = picture_.row(run.first + i)
                         .subspan(3 * static_cast<std::size_t>(first), sums.size());
    const std::uint8_t* from = row.data();
    float* to = sums.data();
    const std::size_t size = sums.size();
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
  const Run& left = columns_[static_cast<std::size_t>(piece.x)];
  const Run& right = columns_[static_cast<std::size_t>(piece.x + piece.size.width - 1)];
  std::vector<float> sums(3 * static_cast<std::size_t>(right.first + right.count - left.first));
  const float scale = kScale / area_;

  for (int row = 0; row < piece.size.height; ++row) {
    sum_rows(piece.y + row, left.first, sums);
    float* out = planes.data() + static_cast<std::size_t>(y + row) * stride +
                 static_cast<std::size_t>(x);
    for (int column = 0; column < piece.size.width; ++column) {
      const Run& run = columns_[static_cast<std::size_t>(piece.x + column)];
      const float* from = sums.data() + 3 * static_cast<std::ptrdiff_t>(run.first - left.first);
      std::array<float, 3> total{};
      for (int i = 0; i < run.count; ++i) {
        const float weight = run.weight(i);
        for (std::size_t channel = 0; channel < 3; ++channel) {
          total[channel] += weight * from[3 * i + static_cast<std::ptrdiff_t>(channel)];
        }
      }
      for (std::size_t channel = 0; channel < 3; ++channel) {
        out[channel * plane + static_cast<std::size_t>(column)] =
            total[2 - channel] * scale - kMean * kScale;
      }
    }
  }
}

}  // namespace facelatch::vision
