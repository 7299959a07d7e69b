// SPDX-License-Identifier: Apache-2.0
#include "vision/coarse_search.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "imaging/size.hpp"
#include "vision/close_look.hpp"
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

/// Whether there are upright faces, all of them large enough, and nothing else that could be one.
bool is_clear(const FaceList& candidates, const CoarseLook& coarse, float pixels_per_copy_pixel) {
  return !candidates.empty() && upright_turn(candidates) == imaging::QuarterTurns::none &&
         std::ranges::all_of(candidates, [&](const Face& face) {
           return face.score > coarse.sure_score &&
                  face.box.shorter_side() >= coarse.least_face * pixels_per_copy_pixel;
         });
}

}  // namespace

Result<std::optional<FaceList>> coarse_search(const FaceDetector& detector, ImageView picture,
                                              Size searched, const DetectOptions& options,
                                              base::Deadline deadline) {
  const auto coarse = detector.coarse_look();
  if (!coarse || longer_side(searched) < kLeastShrinking * coarse->longer_side) return std::nullopt;
  auto faces = look_at_copy(detector, picture, with_longer_side(picture.size, coarse->longer_side),
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
    const auto closer =
        look_closely(detector, picture, face, {.min_score = coarse->sure_score}, deadline);
    if (!closer) return std::unexpected(closer.error());
    if (!*closer) return std::nullopt;
    face = **closer;
  }
  std::ranges::sort(*faces, std::ranges::greater(), &Face::score);
  return select(*std::move(faces), options);
}

}  // namespace facelatch::vision
