// SPDX-License-Identifier: Apache-2.0
#include "pipeline/analyser.hpp"

#include <algorithm>
#include <utility>

#include "embedding/alignment.hpp"
#include "vision/detectors.hpp"

namespace facelatch::pipeline {
namespace {

using base::Result;
using Clock = std::chrono::steady_clock;

/// Adds the time of its own life to a stage.
class StageTimer {
 public:
  explicit StageTimer(std::chrono::nanoseconds& total) : total_(total) {}
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;
  StageTimer(StageTimer&&) = delete;
  StageTimer& operator=(StageTimer&&) = delete;
  ~StageTimer() { total_ += Clock::now() - start_; }

 private:
  std::chrono::nanoseconds& total_;
  Clock::time_point start_ = Clock::now();
};

void scale(vision::Face& face, float factor) {
  face.box = {face.box.x * factor, face.box.y * factor, face.box.width * factor,
              face.box.height * factor};
  for (auto& point : face.landmarks.points) point = {point.x * factor, point.y * factor};
}

void keep_largest(vision::FaceList& faces) {
  if (faces.empty()) return;
  const auto largest =
      std::ranges::max_element(faces, {}, [](const vision::Face& face) { return face.box.area(); });
  faces = {*largest};
}

void keep_central(vision::FaceList& faces, imaging::Size size) {
  if (faces.empty()) return;
  const auto rank = [&](const vision::Face& face) {
    const auto centre = face.box.centre();
    const float across = centre.x - static_cast<float>(size.width) / 2;
    const float down = centre.y - static_cast<float>(size.height) / 2;
    return face.box.area() - 2 * (across * across + down * down);
  };
  faces = {*std::ranges::max_element(faces, {}, rank)};
}

/// Enough pixels for the search and, at that, for the crops of all but small faces.
int sufficient_side(const vision::SearchOptions& search) {
  return search.longer_side == 0 ? 0 : std::max(2 * search.longer_side, search.enlarge_to);
}

bool has_small_face(const vision::FaceList& faces) {
  return std::ranges::any_of(faces, [](const vision::Face& face) {
    return std::min(face.box.width, face.box.height) < embedding::kAlignedSide;
  });
}

}  // namespace

Result<Analyser> Analyser::load(const models::ModelStore& store, const AnalyserOptions& options) {
  const auto detector_model =
      store.catalogue().find_or_default(options.detector, models::Role::detector);
  if (!detector_model) return std::unexpected(detector_model.error());
  const auto embedder_model =
      store.catalogue().find_or_default(options.model, models::Role::embedder);
  if (!embedder_model) return std::unexpected(embedder_model.error());
  auto detector = vision::load_detector(store, *detector_model, options.network);
  if (!detector) return std::unexpected(detector.error());
  auto embedder = embedding::FaceEmbedder::load(store, *embedder_model, options.network);
  if (!embedder) return std::unexpected(embedder.error());
  return Analyser(detector_model->id, *std::move(detector), *std::move(embedder));
}

Result<Analysis> Analyser::analyse(std::span<const std::uint8_t> picture,
                                   const AnalyseOptions& options, base::Deadline deadline) const {
  Analysis analysis;
  imaging::DecodeOptions decoding{options.limits, sufficient_side(options.search)};
  Result<imaging::DecodedImage> decoded = [&] {
    const StageTimer timer(analysis.times.decode);
    return imaging::decode(picture, decoding);
  }();
  if (!decoded) return std::unexpected(decoded.error());
  analysis.size = decoded->original;

  vision::FaceList faces;
  {
    const StageTimer timer(analysis.times.detect);
    auto found = vision::search(*detector_, decoded->image.view(), options.search, deadline);
    if (!found) return std::unexpected(found.error());
    faces = std::move(found->faces);
  }
  if (options.selection == Selection::largest_face) keep_largest(faces);
  if (options.selection == Selection::central_face) keep_central(faces, decoded->image.size());
  const bool needs_crops = options.depth != Depth::detect;
  float crop_scale = decoded->scale();
  if (needs_crops && crop_scale > 1 && has_small_face(faces)) {
    // A small face loses detail in a reduced decode that its crop could still show.
    const StageTimer timer(analysis.times.decode);
    decoding.sufficient_side = 0;
    auto full = imaging::decode(picture, decoding);
    if (!full) return std::unexpected(full.error());
    *decoded = *std::move(full);
  }
  for (auto& face : faces) scale(face, crop_scale);

  std::vector<imaging::Image> crops;
  if (needs_crops) {
    const StageTimer timer(analysis.times.align);
    std::erase_if(faces, [&](const vision::Face& face) {
      auto local = face;
      scale(local, 1 / decoded->scale());
      auto crop = embedder_.crop(decoded->image.view(), local);
      if (crop) crops.push_back(*std::move(crop));
      return !crop;
    });
  }
  std::vector<similarity::Embedding> embeddings;
  if (options.depth == Depth::embed) {
    const StageTimer timer(analysis.times.embed);
    auto all = embedder_.embed(crops, options.mirror, deadline);
    if (!all) return std::unexpected(all.error());
    embeddings = *std::move(all);
  }
  for (std::size_t i = 0; i < faces.size(); ++i) {
    AnalysedFace face{.face = faces[i]};
    if (needs_crops) {
      face.quality = quality::assess(face.face, crops[i].view());
      face.crop = std::move(crops[i]);
    }
    if (!embeddings.empty()) face.embedding = std::move(embeddings[i]);
    analysis.faces.push_back(std::move(face));
  }
  return analysis;
}

}  // namespace facelatch::pipeline
