// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "imaging/image.hpp"
#include "liveness/passive_networks.hpp"
#include "quality/face_quality.hpp"
#include "similarity/embedding.hpp"
#include "tracking/verdict.hpp"
#include "vision/face.hpp"

namespace facelatch::tracking {

/// A track's face in one frame that was looked at. Box and landmarks in pixels of the upright
/// original frame.
struct Observation {
  std::uint64_t frame = 0;            ///< counts the decoded frames of the video from 0
  std::chrono::microseconds time{0};  ///< since the first frame
  vision::Face face;
  quality::FaceQuality quality;
  Verdict verdict = Verdict::suitable;
};

/// A frame whose aligned crop was kept: all that were chosen, and the best of the refused.
struct KeptCrop {
  std::size_t observation = 0;  ///< index in Track::observations
  imaging::Image crop;          ///< as the embedder takes it
  /// Of chosen ones only.
  std::optional<similarity::Embedding> embedding;
};

/// One person's way through a video. A value.
struct Track {
  int id = 0;                             ///< from 1, in the order of appearance
  std::vector<Observation> observations;  ///< in time order, at least one
  std::vector<KeptCrop> crops;            ///< in time order
  /// The direction of the sum of the chosen embeddings, each weighted by its face's quality; none
  /// where no frame was chosen.
  std::optional<similarity::Embedding> mean;
  /// What TrackingOptions::passive said of its suitable frames.
  std::vector<liveness::PassiveScores> passive;

  /// How much of the video the person fills: the sum of the areas of the boxes, original pixels;
  /// those of faces that nobody can recognise count little.
  [[nodiscard]] double presence() const {
    double sum = 0;
    constexpr float kUnreadable = 0.1F;
    for (const auto& seen : observations) {
      sum += seen.face.box.area() * (kUnreadable + seen.quality.total);
    }
    return sum;
  }
};

}  // namespace facelatch::tracking
