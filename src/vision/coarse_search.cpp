// SPDX-License-Identifier: Apache-2.0
#include "vision/coarse_search.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "imaging/resize.hpp"
#include "imaging/size.hpp"
#include "vision/detection.hpp"
#include "vision/turned_face.hpp"

namespace facelatch::vision {
namespace {

using base::Result;
using imaging::ImageView;
using imaging::longer_side;
using imaging::Size;
using imaging::with_longer_side;

/// The copy must be this much smaller than the picture of the full search to be worth its time.
constexpr double kLeastShrinking = 1.5;
/// More close looks than this take longer than the full search.
constexpr std::ptrdiff_t kMostCloseLooks = 3;
/// A close look shows a part of the picture this many times as long as the face, at this size.
constexpr float kCloseLookReach = 2;
constexpr int kCloseLookSide = 192;
/// What a close look finds is the same face from this overlap on.
constexpr float kLeastOverlap = 0.5F;

/// All candidates that `detector` sees in `picture` at `seen`, in coordinates of `picture`.
Result<FaceList> look(const FaceDetector& detector, ImageView picture, Size seen, float min_score,
                      base::Deadline deadline) {
  const auto copy = imaging::resize(picture, seen, imaging::Interpolation::adaptive);
  auto faces =
      detector.detect(copy.view(), {.min_score = min_score, .canvas = Canvas::square}, deadline);
  if (!faces) return faces;
  for (auto& face : *faces) face = rescaled(face, seen, picture.size);
  return faces;
}

/// Whether there are upright faces, all of them large enough, and nothing else that could be one.
bool is_clear(const FaceList& candidates, const CoarseLook& coarse, float pixels_per_copy_pixel) {
  return !candidates.empty() && upright_turn(candidates) == imaging::QuarterTurns::none &&
         std::ranges::all_of(candidates, [&](const Face& face) {
           return face.score > coarse.sure_score &&
                  face.box.shorter_side() >= coarse.least_face * pixels_per_copy_pixel;
         });
}

/// The part of `picture` around `box`, and where it begins.
struct Part {
  ImageView view;
  Point origin;
};

Part surroundings(ImageView picture, const Box& box) {
  const auto [x, y] = box.centre();
  const float reach = kCloseLookReach * std::max(box.width, box.height) / 2;
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

/// The same face, seen larger; nothing where the close look does not show it.
Result<std::optional<Face>> look_closely(const FaceDetector& detector, ImageView picture,
                                         const Face& face, float min_score,
                                         base::Deadline deadline) {
  const auto part = surroundings(picture, face.box);
  auto found = look(detector, part.view, with_longer_side(part.view.size, kCloseLookSide),
                    min_score, deadline);
  if (!found) return std::unexpected(found.error());
  for (auto& other : *found) {
    other = shifted(other, part.origin);
    if (intersection_over_union(other.box, face.box) >= kLeastOverlap) return other;
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<FaceList>> coarse_search(const FaceDetector& detector, ImageView picture,
                                              Size searched, const DetectOptions& options,
                                              base::Deadline deadline) {
  const auto coarse = detector.coarse_look();
  if (!coarse || longer_side(searched) < kLeastShrinking * coarse->longer_side) return std::nullopt;
  auto faces = look(detector, picture, with_longer_side(picture.size, coarse->longer_side),
                    coarse->doubt_score, deadline);
  if (!faces) return std::unexpected(faces.error());
  const float scale =
      static_cast<float>(longer_side(picture.size)) / static_cast<float>(coarse->longer_side);
  if (!is_clear(*faces, *coarse, scale)) return std::nullopt;

  const auto is_small = [&](const Face& face) {
    return face.box.shorter_side() < coarse->well_placed_face * scale;
  };
  if (std::ranges::count_if(*faces, is_small) > kMostCloseLooks) return std::nullopt;
  for (auto& face : *faces) {
    if (!is_small(face)) continue;
    const auto closer = look_closely(detector, picture, face, coarse->sure_score, deadline);
    if (!closer) return std::unexpected(closer.error());
    if (!*closer) return std::nullopt;
    face = **closer;
  }
  std::ranges::sort(*faces, std::ranges::greater(), &Face::score);
  return select(*std::move(faces), options);
}

}  // namespace facelatch::vision
