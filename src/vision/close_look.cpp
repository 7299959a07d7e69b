// SPDX-License-Identifier: Apache-2.0
#include "vision/close_look.hpp"

#include <algorithm>
#include <cstddef>

#include "imaging/resize.hpp"
#include "imaging/size.hpp"

namespace facelatch::vision {
namespace {

using base::Result;
using imaging::ImageView;

/// A close look shows a part of the picture this many times as long as the face.
constexpr float kReach = 2;
/// Of a face that moves, from one frame to the next.
constexpr float kLeastOverlapInMotion = 0.3F;
/// Two boxes that share more than this may be of one face.
constexpr float kMostShared = 0.3F;

/// The part of `picture` around `box`, and where it begins.
struct Part {
  ImageView view;
  Point origin;
};

Part surroundings(ImageView picture, const Box& box) {
  const auto [x, y] = box.centre();
  const float reach = kReach * std::max(box.width, box.height) / 2;
  const auto within = [](float value, int most) {
    return static_cast<int>(std::clamp(value, 0.0F, static_cast<float>(most)));
  };
  const int left = within(x - reach, picture.size.width - 1);
  const int top = within(y - reach, picture.size.height - 1);
  const int right = within(x + reach, picture.size.width);
  const int bottom = within(y + reach, picture.size.height);
  ImageView view = picture;
  view.pixels = picture.row(top).subspan(3 * static_cast<std::size_t>(left)).data();
  view.size = {std::max(1, right - left), std::max(1, bottom - top)};
  return {view, {static_cast<float>(left), static_cast<float>(top)}};
}

bool overlap_each_other(const FaceList& faces) {
  for (std::size_t i = 0; i < faces.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (intersection_over_union(faces[i].box, faces[j].box) > kMostShared) return true;
    }
  }
  return false;
}

}  // namespace

Result<FaceList> look_at_copy(const FaceDetector& detector, ImageView picture, imaging::Size seen,
                              std::optional<float> min_score, base::Deadline deadline) {
  const auto copy = imaging::resize(picture, seen, imaging::Interpolation::adaptive);
  auto faces =
      detector.detect(copy.view(), {.min_score = min_score, .canvas = Canvas::square}, deadline);
  if (!faces) return faces;
  for (auto& face : *faces) face = rescaled(face, seen, picture.size);
  return faces;
}

Result<std::optional<Face>> look_closely(const FaceDetector& detector, ImageView picture,
                                         const Face& face, const CloseLook& how,
                                         base::Deadline deadline) {
  const auto part = surroundings(picture, face.box);
  auto found =
      look_at_copy(detector, part.view, imaging::with_longer_side(part.view.size, kCloseLookSide),
                   how.min_score, deadline);
  if (!found) return std::unexpected(found.error());
  for (auto& other : *found) {
    other = shifted(other, part.origin);
    if (intersection_over_union(other.box, face.box) >= how.least_overlap) return other;
  }
  return std::nullopt;
}

Result<std::optional<FaceList>> look_again(const FaceDetector& detector, ImageView frame,
                                           const FaceList& faces, std::optional<float> min_score,
                                           base::Deadline deadline) {
  FaceList found;
  for (const auto& face : faces) {
    const auto again =
        look_closely(detector, frame, face,
                     {.min_score = min_score, .least_overlap = kLeastOverlapInMotion}, deadline);
    if (!again) return std::unexpected(again.error());
    if (!*again) return std::nullopt;
    found.push_back(**again);
  }
  if (overlap_each_other(found)) return std::nullopt;
  std::ranges::sort(found, std::ranges::greater(), &Face::score);
  return found;
}

}  // namespace facelatch::vision
