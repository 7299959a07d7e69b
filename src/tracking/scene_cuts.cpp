// SPDX-License-Identifier: Apache-2.0
#include "tracking/scene_cuts.hpp"

#include <cstdlib>
#include <utility>

#include "imaging/resize.hpp"

namespace facelatch::tracking {
namespace {

constexpr imaging::Size kThumbnail{32, 18};
/// Of 255. Pans and gestures of our test clips stay below 15, their cuts are above 30.
constexpr double kCutDifference = 22;

}  // namespace

Continuity SceneCuts::next(imaging::ImageView frame) {
  const auto small = imaging::resize(frame, kThumbnail, imaging::Interpolation::area);
  std::vector<std::uint8_t> pixels(small.pixels().begin(), small.pixels().end());
  const auto last = std::exchange(last_, std::move(pixels));
  if (last.empty()) return Continuity::same_scene;
  int difference = 0;
  for (std::size_t i = 0; i < last.size(); ++i) difference += std::abs(last[i] - last_[i]);
  const double mean = static_cast<double>(difference) / static_cast<double>(last.size());
  return mean > kCutDifference ? Continuity::cut : Continuity::same_scene;
}

}  // namespace facelatch::tracking
