// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <utility>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "embedding/face_embedder.hpp"
#include "tracking/crop_shelf.hpp"
#include "tracking/track.hpp"
#include "tracking/video_tracks.hpp"

namespace facelatch::tracking {

/// Gathers one person's observations and makes a track of them. Externally synchronised.
class TrackBuilder {
 public:
  TrackBuilder(int id, const TrackingOptions& options);

  [[nodiscard]] int id() const { return track_.id; }
  [[nodiscard]] std::size_t size() const { return track_.observations.size(); }

  /// `seen.verdict` is that of judge(); of `face` crop and, where it is there, embedding are kept.
  void add(Observation seen, pipeline::AnalysedFace face);

  /// What the networks for liveness said of one of the frames.
  void add(const liveness::PassiveScores& scores) { track_.passive.push_back(scores); }

  /// Chooses, embeds and drops outliers. Fails as the embedder and the network for eyes do.
  base::Result<Track> finish(const embedding::FaceEmbedder& embedder,
                             const TrackingOptions& options, base::Deadline deadline) &&;

 private:
  base::Result<void> choose_among(std::vector<Candidate>& candidates,
                                  const TrackingOptions& options, base::Deadline deadline);
  base::Result<void> embed_chosen(const embedding::FaceEmbedder& embedder,
                                  const TrackingOptions& options, base::Deadline deadline);

  Track track_;
  ChoiceRule choice_;
  CropShelf shelf_;
};

}  // namespace facelatch::tracking
