// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "similarity/embedding.hpp"
#include "tracking/scene_cuts.hpp"
#include "tracking/trail.hpp"
#include "vision/face.hpp"

namespace facelatch::tracking {

/// A face as the tracker sees it; boxes of one video all in pixels of the same size of frame.
struct Sighting {
  vision::Box box;
  float quality = 0;  ///< FaceQuality::total: how far its embedding can be trusted
};

/// The embedding of a face of the frame, by its index. Asked for only where it decides something.
using EmbedFace = std::function<base::Result<similarity::Embedding>(std::size_t)>;

/// Says which faces of successive frames are of one person, without knowing any. In rounds, as
/// ByteTrack does (Zhang et al., ECCV 2022): first the people that were just seen, by how much
/// their boxes overlap with where they must have moved to; then those that were lost, by their
/// embeddings. Movement is taken from what was observed, never from a prediction of a prediction,
/// as in OC-SORT (Cao et al., CVPR 2023). Unlike both, every doubt is settled by embeddings: boxes
/// of two people that overlap, a jump, a cut, and once in a while a face that seems to stay.
/// Memory is bounded however long the stream is. Externally synchronised.
class Tracker {
 public:
  /// From which cosine on a face is of somebody who was lost (same_person_limit); none: whoever was
  /// lost comes back as somebody else.
  explicit Tracker(std::optional<float> same_person_from) : same_person_from_(same_person_from) {}

  /// One track number per face, from 1, in the order of `faces`. `time` strictly increases. Fails
  /// as `embed` does.
  base::Result<std::vector<int>> next(std::chrono::microseconds time, Continuity continuity,
                                      std::span<const Sighting> faces, const EmbedFace& embed);

 private:
  class Frame;
  void forget_old(std::chrono::microseconds time);

  std::optional<float> same_person_from_;
  std::vector<Trail> trails_;
  int last_id_ = 0;
};

}  // namespace facelatch::tracking
