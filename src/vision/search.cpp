// SPDX-License-Identifier: Apache-2.0
#include "vision/search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "imaging/size.hpp"
#include "vision/coarse_search.hpp"
#include "vision/detection.hpp"
#include "vision/turned_face.hpp"

namespace facelatch::vision {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;
using imaging::Image;
using imaging::ImageView;
using imaging::longer_side;
using imaging::QuarterTurns;
using imaging::Size;

constexpr int kShortestSide = 64;
constexpr int kLongestSide = 10'000;
constexpr int kLongestEnlarged = 4'000;
/// The longer side of the picture at the second look, in the middle of a canvas twice as large:
/// a face that fills it then has a size that every detector knows well.
constexpr int kSecondLookSide = 160;

Result<void> check(const SearchOptions& options) {
  const auto is_side = [](int side, int longest) {
    return side == 0 || (side >= kShortestSide && side <= longest);
  };
  if (!is_side(options.longer_side, kLongestSide)) {
    return failure(ErrorCode::invalid_argument,
                   "The longer side for the search must be 0 or between 64 and 10000 pixels.");
  }
  if (!is_side(options.enlarge_to, kLongestEnlarged)) {
    return failure(ErrorCode::invalid_argument,
                   "The side to enlarge to must be 0 or between 64 and 4000 pixels.");
  }
  return vision::check(ImageView{}, options.detect);
}

/// A small copy answers only in the detector's own terms.
bool may_be_coarse(const SearchOptions& options) {
  return options.first_look == FirstLook::coarse && options.longer_side > 0 &&
         options.enlarge_to == 0 && !options.detect.min_score;
}

/// The size at which `picture` is searched.
Size working_size(Size picture, const SearchOptions& options) {
  const int longer = longer_side(picture);
  double factor = 1;
  if (longer < options.enlarge_to) {
    factor = static_cast<double>(options.enlarge_to) / longer;
  } else if (const int most = std::max(options.longer_side, options.enlarge_to);
             options.longer_side > 0 && longer > most) {
    factor = static_cast<double>(most) / longer;
  }
  const double pixels = static_cast<double>(picture.width) * picture.height * factor * factor;
  // A thousandth less: both sides may be rounded up.
  if (pixels > kMostPixels) factor *= 0.999 * std::sqrt(kMostPixels / pixels);
  return imaging::scaled(picture, factor);
}

/// `picture` in the middle of a black canvas twice as large.
Image with_margin(ImageView picture) {
  const auto [width, height] = picture.size;
  Image canvas({2 * width, 2 * height});
  for (int y = 0; y < height; ++y) {
    const auto target = canvas.row(y + height / 2).subspan(3 * static_cast<std::size_t>(width / 2));
    std::ranges::copy(picture.row(y), target.begin());
  }
  return canvas;
}

/// What one look at a picture gave.
struct Look {
  QuarterTurns turn = QuarterTurns::none;     ///< of the picture before the look
  QuarterTurns missing = QuarterTurns::none;  ///< what the faces then still need to stand upright
  FaceList faces;                             ///< in the picture's coordinates, turned back

  [[nodiscard]] bool is_upright() const { return !faces.empty() && missing == QuarterTurns::none; }
};

Result<Look> look(const FaceDetector& detector, ImageView picture, QuarterTurns turn,
                  const DetectOptions& options, base::Deadline deadline) {
  Image turned;
  if (turn != QuarterTurns::none) turned = imaging::rotate(picture, turn);
  auto faces =
      detector.detect(turn == QuarterTurns::none ? picture : turned.view(), options, deadline);
  if (!faces) return std::unexpected(faces.error());
  Look result{.turn = turn, .missing = upright_turn(*faces), .faces = {}};
  for (const auto& face : *faces) result.faces.push_back(turned_back(face, turn, picture.size));
  return result;
}

/// The first look that shows faces upright, else the one that shows the surest faces.
Result<Look> look_from_all_sides(const FaceDetector& detector, ImageView picture,
                                 const DetectOptions& options, Rotations rotations,
                                 base::Deadline deadline) {
  auto best = look(detector, picture, QuarterTurns::none, options, deadline);
  if (!best || best->is_upright() || rotations == Rotations::none) return best;
  const auto likely = best->missing;
  for (const auto turn :
       {likely, QuarterTurns::clockwise, QuarterTurns::counter_clockwise, QuarterTurns::half}) {
    if (turn == QuarterTurns::none || (turn == likely && best->turn == likely)) continue;
    auto next = look(detector, picture, turn, options, deadline);
    if (!next || next->is_upright()) return next;
    const auto score = [](const Look& of) { return of.faces.empty() ? 0 : of.faces[0].score; };
    if (score(*next) > score(*best)) best = std::move(next);
  }
  return best;
}

/// Moves the faces from a canvas with a margin and a scale to the picture that was put on it.
void to_original(FaceList& faces, Size margin, Size shown, Size original) {
  for (auto& face : faces) {
    face = shifted(face, {-static_cast<float>(margin.width), -static_cast<float>(margin.height)});
    face = rescaled(face, shown, original);
  }
}

/// `options` for a picture that is shown at `shown` instead of `original`.
DetectOptions scaled_options(const SearchOptions& options, Size shown, Size original) {
  DetectOptions result = options.detect;
  result.canvas = options.longer_side == 0 && shown == original ? Canvas::exact : Canvas::rounded;
  result.min_face *= static_cast<float>(longer_side(shown)) /
                     static_cast<float>(std::max(1, longer_side(original)));
  return result;
}

}  // namespace

Result<SearchResult> search(const FaceDetector& detector, ImageView picture,
                            const SearchOptions& options, base::Deadline deadline) {
  if (const auto valid = check(options); !valid) return std::unexpected(valid.error());
  if (picture.empty()) return SearchResult{};
  const Size size = working_size(picture.size, options);
  if (may_be_coarse(options)) {
    auto clear = coarse_search(detector, picture, size, options.detect, deadline);
    if (!clear) return std::unexpected(clear.error());
    if (*clear) return SearchResult{**std::move(clear)};
  }
  Image shrunk;
  if (size != picture.size)
    shrunk = imaging::resize(picture, size, imaging::Interpolation::adaptive);
  const ImageView shown = shrunk.empty() ? picture : shrunk.view();
  auto found = look_from_all_sides(detector, shown, scaled_options(options, size, picture.size),
                                   options.rotations, deadline);
  if (!found) return std::unexpected(found.error());
  Size seen = size;
  Size margin;
  const bool may_look_again =
      options.frame_filling == FrameFilling::look_again && options.longer_side > 0;
  if (found->faces.empty() && may_look_again) {
    const double factor = static_cast<double>(kSecondLookSide) / longer_side(size);
    seen = imaging::scaled(size, std::min(1.0, factor));
    margin = {seen.width / 2, seen.height / 2};
    const Image canvas =
        with_margin(imaging::resize(shown, seen, imaging::Interpolation::adaptive).view());
    found =
        look_from_all_sides(detector, canvas.view(), scaled_options(options, seen, picture.size),
                            options.rotations, deadline);
    if (!found) return std::unexpected(found.error());
  }
  to_original(found->faces, margin, seen, picture.size);
  return SearchResult{std::move(found->faces), found->turn};
}

}  // namespace facelatch::vision
