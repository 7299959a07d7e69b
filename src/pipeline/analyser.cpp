// SPDX-License-Identifier: Apache-2.0
#include "pipeline/analyser.hpp"

#include <algorithm>
#include <utility>

#include "embedding/alignment.hpp"
#include "vision/close_look.hpp"
#include "vision/detectors.hpp"

namespace facelatch::pipeline {
namespace {

using base::Result;
using Clock = std::chrono::steady_clock;

/// What `work` gives; the time that it took is added to `total`.
auto timed(std::chrono::nanoseconds& total, const auto& work) {
  const auto start = Clock::now();
  auto result = work();
  total += Clock::now() - start;
  return result;
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
    return face.box.shorter_side() < embedding::kAlignedSide;
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
  Analyser analyser(detector_model->id, *std::move(detector),
                    std::make_shared<const embedding::FaceEmbedder>(*std::move(embedder)));
  if (options.pose == PoseSource::network) {
    auto head_pose = quality::HeadPoseNetwork::load(store, options.network);
    if (!head_pose) return std::unexpected(head_pose.error());
    analyser.head_pose_ = std::make_shared<const quality::HeadPoseNetwork>(*std::move(head_pose));
  }
  return analyser;
}

Result<vision::FaceList> Analyser::find(imaging::ImageView picture, const AnalyseOptions& options,
                                        base::Deadline deadline) const {
  auto found = vision::search(*detector_, picture, options.search, deadline);
  if (!found) return std::unexpected(found.error());
  auto faces = std::move(found->faces);
  if (options.selection == Selection::largest_face) keep_largest(faces);
  if (options.selection == Selection::central_face) keep_central(faces, picture.size);
  return faces;
}

Result<std::vector<AnalysedFace>> Analyser::crop(imaging::ImageView picture, float reduction,
                                                 const vision::FaceList& faces,
                                                 base::Deadline deadline) const {
  std::vector<AnalysedFace> cropped;
  for (const auto& face : faces) {
    const auto local = vision::scaled(face, 1 / reduction, 1 / reduction);
    auto crop = embedder_->crop(picture, local);
    if (!crop) continue;  // Its landmarks span nothing.
    auto pose = quality::pose_of(face.landmarks);
    if (head_pose_) {
      const auto seen = head_pose_->estimate(picture, local.box, deadline);
      if (!seen) return std::unexpected(seen.error());
      pose = *seen;
    }
    const auto quality = quality::assess(face, crop->view(), pose);
    cropped.push_back({.face = face, .quality = quality, .crop = *std::move(crop)});
  }
  return cropped;
}

Result<void> Analyser::embed(std::vector<AnalysedFace>& faces, embedding::Mirror mirror,
                             base::Deadline deadline) const {
  std::vector<imaging::Image> crops;  // Lent to the embedder, which wants them side by side.
  crops.reserve(faces.size());
  for (auto& face : faces) crops.push_back(std::move(face.crop));
  auto embeddings = embedder_->embed(crops, mirror, deadline);
  if (!embeddings) return std::unexpected(embeddings.error());
  for (std::size_t i = 0; i < faces.size(); ++i) {
    faces[i].crop = std::move(crops[i]);
    faces[i].embedding = std::move((*embeddings)[i]);
  }
  return {};
}

Result<Analysis> Analyser::analyse(std::span<const std::uint8_t> picture,
                                   const AnalyseOptions& options, base::Deadline deadline) const {
  Analysis analysis;
  auto& times = analysis.times;
  imaging::DecodeOptions decoding{options.limits, sufficient_side(options.search)};
  auto decoded = timed(times.decode, [&] { return imaging::decode(picture, decoding); });
  if (!decoded) return std::unexpected(decoded.error());
  analysis.size = decoded->original;

  auto faces = timed(times.detect, [&] { return find(decoded->image.view(), options, deadline); });
  if (!faces) return std::unexpected(faces.error());
  const float found_at = decoded->scale();
  if (options.depth != Depth::detect && found_at > 1 && has_small_face(*faces)) {
    // A small face loses detail in a reduced decode that its crop could still show.
    decoding.sufficient_side = 0;
    decoded = timed(times.decode, [&] { return imaging::decode(picture, decoding); });
    if (!decoded) return std::unexpected(decoded.error());
  }
  for (auto& face : *faces) face = vision::scaled(face, found_at, found_at);

  if (const auto done =
          describe(analysis, decoded->image.view(), decoded->scale(), *faces, options, deadline);
      !done) {
    return std::unexpected(done.error());
  }
  return analysis;
}

Result<Analysis> Analyser::analyse_pixels(imaging::ImageView picture, const AnalyseOptions& options,
                                          base::Deadline deadline) const {
  Analysis analysis;
  analysis.size = picture.size;
  const auto faces = timed(analysis.times.detect, [&] { return find(picture, options, deadline); });
  if (!faces) return std::unexpected(faces.error());
  if (const auto done = describe(analysis, picture, 1, *faces, options, deadline); !done) {
    return std::unexpected(done.error());
  }
  return analysis;
}

Result<std::optional<Analysis>> Analyser::analyse_again(imaging::ImageView frame,
                                                        const vision::FaceList& faces,
                                                        const AnalyseOptions& options,
                                                        base::Deadline deadline) const {
  Analysis analysis;
  analysis.size = frame.size;
  const auto found = timed(analysis.times.detect, [&] {
    return vision::look_again(*detector_, frame, faces, options.search.detect.min_score, deadline);
  });
  if (!found) return std::unexpected(found.error());
  if (!*found) return std::nullopt;
  if (const auto done = describe(analysis, frame, 1, **found, options, deadline); !done) {
    return std::unexpected(done.error());
  }
  return analysis;
}

Result<void> Analyser::describe(Analysis& analysis, imaging::ImageView picture, float reduction,
                                const vision::FaceList& faces, const AnalyseOptions& options,
                                base::Deadline deadline) const {
  if (options.depth == Depth::detect) {
    for (const auto& face : faces) analysis.faces.push_back({.face = face});
    return {};
  }
  auto& times = analysis.times;
  auto cropped = timed(times.align, [&] { return crop(picture, reduction, faces, deadline); });
  if (!cropped) return std::unexpected(cropped.error());
  analysis.faces = *std::move(cropped);
  if (options.depth == Depth::align) return {};
  return timed(times.embed, [&] { return embed(analysis.faces, options.mirror, deadline); });
}

}  // namespace facelatch::pipeline
