// SPDX-License-Identifier: Apache-2.0
#include "vision/detection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace facelatch::vision {
namespace {

using base::ErrorCode;
using base::failure;

constexpr int kMostFaces = 10'000;
/// Of the canvases that are not exact; a multiple of what every graph wants.
constexpr int kCanvasStep = 64;

int round_up(int side, int step) { return (side + step - 1) / step * step; }

}  // namespace

base::Result<void> check(imaging::ImageView picture, const DetectOptions& options) {
  const float score = options.min_score.value_or(0);
  // Written so that NaN is refused.
  if (!(score >= 0 && score <= 1)) {
    return failure(ErrorCode::invalid_argument, "The lowest score must lie between 0 and 1.");
  }
  if (!(options.min_face >= 0) || !std::isfinite(options.min_face)) {
    return failure(ErrorCode::invalid_argument, "The smallest face must be 0 pixels or more.");
  }
  if (options.max_faces < 1 || options.max_faces > kMostFaces) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("The number of faces must lie between 1 and {}.", kMostFaces));
  }
  if (std::int64_t{picture.size.width} * picture.size.height > kMostPixels) {
    return failure(ErrorCode::too_large,
                   fmt::format("Faces are searched in pictures of up to {} megapixels.",
                               kMostPixels / 1'000'000));
  }
  return {};
}

imaging::Size canvas_size(imaging::Size picture, Canvas canvas, int divisor) {
  const int step = canvas == Canvas::exact ? divisor : kCanvasStep;
  const imaging::Size size{round_up(picture.width, step), round_up(picture.height, step)};
  if (canvas != Canvas::square) return size;
  const int side = std::max(size.width, size.height);
  return {side, side};
}

bool holds_no_face(imaging::ImageView picture) {
  return std::min(picture.size.width, picture.size.height) < kSmallestSide;
}

bool is_sound(const Face& face) {
  const auto& box = face.box;
  const bool box_is_sound = std::isfinite(box.x) && std::isfinite(box.y) &&
                            std::isfinite(box.width) && std::isfinite(box.height) &&
                            box.width > 0 && box.height > 0;
  return box_is_sound && std::isfinite(face.score) &&
         std::ranges::all_of(face.landmarks.points, [](const Point& point) {
           return std::isfinite(point.x) && std::isfinite(point.y);
         });
}

FaceList select(FaceList best_first, const DetectOptions& options) {
  std::erase_if(best_first,
                [&](const Face& face) { return face.box.shorter_side() < options.min_face; });
  const auto most = static_cast<std::size_t>(options.max_faces);
  if (best_first.size() > most) best_first.resize(most);
  return best_first;
}

}  // namespace facelatch::vision
