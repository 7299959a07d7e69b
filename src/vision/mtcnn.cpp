// SPDX-License-Identifier: Apache-2.0
#include "vision/mtcnn.hpp"

#include <algorithm>
#include <utility>

#include "vision/detection.hpp"
#include "vision/graph.hpp"
#include "vision/mtcnn_candidate.hpp"
#include "vision/mtcnn_proposals.hpp"
#include "vision/mtcnn_refinement.hpp"

namespace facelatch::vision {
namespace {

using base::Result;

constexpr std::size_t kMostForRefinement = 2000;
constexpr std::size_t kMostForOutput = 1000;

/// `points` are in sides of `box`, the window that the network saw.
Landmarks place_landmarks(const Candidate& box, const std::array<float, 10>& points) {
  Landmarks landmarks;
  for (std::size_t i = 0; i < landmarks.points.size(); ++i) {
    landmarks.points[i] = {(box.width() + 1) * points[i] + box.left - 1,
                           (box.height() + 1) * points[i + 5] + box.top - 1};
  }
  return landmarks;
}

/// Moves the candidates as their refinements say and drops those without a better score than
/// `min_score`; NaN has none.
void apply(std::span<const Refinement> refinements, float min_score, CandidateList& candidates) {
  CandidateList kept;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto& refinement = refinements[i];
    if (!(refinement.score > min_score)) continue;
    Candidate candidate = candidates[i];
    candidate.score = refinement.score;
    candidate.landmarks = place_landmarks(candidate, refinement.landmarks);
    move_edges(candidate, refinement.offsets);
    kept.push_back(candidate);
  }
  candidates = std::move(kept);
}

Face face_of(const Candidate& candidate, imaging::Size picture) {
  const auto inside = [](float edge, int side) {
    return std::clamp(edge, 0.0F, static_cast<float>(side - 1));
  };
  const float left = inside(candidate.left, picture.width);
  const float top = inside(candidate.top, picture.height);
  return {.box = {left, top, inside(candidate.right, picture.width) - left,
                  inside(candidate.bottom, picture.height) - top},
          .score = candidate.score,
          .landmarks = candidate.landmarks};
}

class Mtcnn final : public FaceDetector {
 public:
  Mtcnn(ProposalStage proposal, RefinementStage refinement, RefinementStage output,
        const MtcnnOptions& options)
      : proposal_(std::move(proposal)),
        refinement_(std::move(refinement)),
        output_(std::move(output)),
        options_(options) {}

  [[nodiscard]] Result<FaceList> detect(imaging::ImageView picture, const DetectOptions& options,
                                        base::Deadline deadline) const override {
    if (const auto valid = check(picture, options); !valid) return std::unexpected(valid.error());
    if (holds_no_face(picture)) return FaceList{};
    const float min_face = std::max(options_.min_face, options.min_face);
    auto candidates = proposal_.run(picture, min_face, options_, deadline);
    if (!candidates) return std::unexpected(candidates.error());
    if (auto done = refine(picture, *candidates, deadline); !done) {
      return std::unexpected(done.error());
    }
    const float min_score = options.min_score.value_or(options_.output_score);
    if (auto done = finish(picture, min_score, *candidates, deadline); !done) {
      return std::unexpected(done.error());
    }
    FaceList faces;
    for (const auto& candidate : *candidates) {
      const auto face = face_of(candidate, picture.size);
      if (is_sound(face)) faces.push_back(face);
    }
    return select(std::move(faces), options);
  }

 private:
  Result<void> refine(imaging::ImageView picture, CandidateList& candidates,
                      base::Deadline deadline) const {
    keep_best(candidates, kMostForRefinement);
    const auto refinements = refinement_.run(picture, candidates, deadline);
    if (!refinements) return std::unexpected(refinements.error());
    apply(*refinements, options_.refinement_score, candidates);
    keep_best(candidates, kMostForOutput);
    drop_disputed(candidates, options_.refinement_overlap, Overlap::of_union);
    for (auto& candidate : candidates) make_square(candidate);
    return {};
  }

  Result<void> finish(imaging::ImageView picture, float min_score, CandidateList& candidates,
                      base::Deadline deadline) const {
    const auto refinements = output_.run(picture, candidates, deadline);
    if (!refinements) return std::unexpected(refinements.error());
    apply(*refinements, min_score, candidates);
    keep_best(candidates, candidates.size());
    drop_disputed(candidates, options_.output_overlap, Overlap::of_smaller);
    return {};
  }

  ProposalStage proposal_;
  RefinementStage refinement_;
  RefinementStage output_;
  MtcnnOptions options_;
};

}  // namespace

Result<std::unique_ptr<FaceDetector>> make_mtcnn(MtcnnNetworks networks,
                                                 const MtcnnOptions& options) {
  auto proposal = ProposalStage::make(std::move(networks.proposal));
  if (!proposal) return std::unexpected(proposal.error());
  auto refinement = RefinementStage::make_refinement(std::move(networks.refinement));
  if (!refinement) return std::unexpected(refinement.error());
  auto output = RefinementStage::make_output(std::move(networks.output));
  if (!output) return std::unexpected(output.error());
  return std::make_unique<Mtcnn>(*std::move(proposal), *std::move(refinement), *std::move(output),
                                 options);
}

}  // namespace facelatch::vision
