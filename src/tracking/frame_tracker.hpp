// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "imaging/image.hpp"
#include "pipeline/analyser.hpp"
#include "tracking/scene_cuts.hpp"
#include "tracking/tracker.hpp"

namespace facelatch::tracking {

/// A face of one frame, and whose track it belongs to.
struct TrackedFace {
  int track = 0;  ///< from 1, in the order of appearance; a face that comes back keeps it
  /// Box and landmarks in pixels of the frame, with crop and quality. The embedding is there only
  /// in frames where the tracker needed it: when a face is new, in doubt, and once a second.
  pipeline::AnalysedFace seen;
};

/// What was seen in one frame.
struct TrackedFrame {
  std::chrono::microseconds time{0};
  Continuity continuity = Continuity::same_scene;
  imaging::Size size;
  std::vector<TrackedFace> faces;  ///< best score first
  pipeline::StageTimes times;      ///< `decode` is the caller's
};

struct FrameTrackerOptions {
  vision::SearchOptions search;  ///< `detect.max_faces` bounds the faces of one frame
  /// How often a whole frame is searched. In the frames between, known faces are looked at where
  /// they were, which costs a fraction; one that is not there brings the next search forward, and
  /// new faces wait for it. 0: each frame.
  std::chrono::microseconds search_every{0};
  /// From which cosine on a face is of somebody who was lost (same_person_limit); none: whoever was
  /// lost comes back as somebody else.
  std::optional<float> same_person_from;
};

/// For cameras of many frames a second.
inline constexpr std::chrono::microseconds kLiveSearchEvery{150'000};

/// Finds the faces of successive frames and says who is who, of a file or of a camera that never
/// ends: memory is bounded as the Tracker's is. Externally synchronised; the networks are shared
/// with other trackers of the same analyser.
class FrameTracker {
 public:
  FrameTracker(pipeline::Analyser analyser, const FrameTrackerOptions& options);

  /// `time` strictly increases. Fails as Analyser::analyse_pixels and its embedder do; the next
  /// frame may be tried all the same.
  base::Result<TrackedFrame> next(imaging::ImageView frame, std::chrono::microseconds time,
                                  base::Deadline deadline = {});

  [[nodiscard]] const pipeline::Analyser& analyser() const { return analyser_; }

 private:
  base::Result<pipeline::Analysis> look_at(imaging::ImageView frame, const TrackedFrame& seen,
                                           base::Deadline deadline);
  [[nodiscard]] bool is_search_due(const TrackedFrame& seen) const;
  base::Result<pipeline::Analysis> search(imaging::ImageView frame, std::chrono::microseconds time,
                                          base::Deadline deadline);
  void look_closer_at_times(std::chrono::microseconds time);
  base::Result<std::vector<int>> tell_apart(const TrackedFrame& frame,
                                            std::vector<pipeline::AnalysedFace>& faces,
                                            base::Deadline deadline);

  pipeline::Analyser analyser_;
  pipeline::AnalyseOptions looking_;
  vision::FrameFilling frame_filling_;  ///< as the caller wants it
  std::chrono::microseconds search_every_;
  std::optional<std::chrono::microseconds> searched_;
  vision::FaceList known_;  ///< of the frame before
  std::optional<std::chrono::microseconds> looked_closer_;
  std::optional<std::chrono::microseconds> face_seen_;
  SceneCuts cuts_;
  Tracker tracker_;
};

}  // namespace facelatch::tracking
