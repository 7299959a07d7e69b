// SPDX-License-Identifier: Apache-2.0
#include "tracking/scene_cuts.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <utility>

#include "imaging/resize.hpp"

namespace facelatch::tracking {
namespace {

constexpr imaging::Size kThumbnail{32, 18};
/// Of 255. Pans and gestures of our test clips stay below 15, their cuts are above 30.
constexpr double kCutDifference = 22;
/// Rows of the frame for each of the thumbnail: as good as all of them, and most need not be read.
constexpr int kRowsForEach = 4;

/// Evenly spaced rows of `frame`, no copy.
imaging::ImageView some_rows(imaging::ImageView frame) {
  const int step = std::max(1, frame.size.height / (kRowsForEach * kThumbnail.height));
  return {frame.pixels,
          {frame.size.width, frame.size.height / step},
          frame.stride * static_cast<std::size_t>(step)};
}

}  // namespace

Continuity SceneCuts::next(imaging::ImageView frame) {
  const auto small = imaging::resize(some_rows(frame), kThumbnail, imaging::Interpolation::area);
  std::vector<std::uint8_t> pixels(small.pixels().begin(), small.pixels().end());
  const auto last = std::exchange(last_, std::move(pixels));
  if (last.empty()) return Continuity::same_scene;
  int difference = 0;
  for (std::size_t i = 0; i < last.size(); ++i) difference += std::abs(last[i] - last_[i]);
  const double mean = static_cast<double>(difference) / static_cast<double>(last.size());
  return mean > kCutDifference ? Continuity::cut : Continuity::same_scene;
}

}  // namespace facelatch::tracking
