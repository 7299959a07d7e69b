// SPDX-License-Identifier: Apache-2.0
#include "tracking/frame_tracker.hpp"

#include <utility>

namespace facelatch::tracking {
namespace {

using base::Result;
using std::chrono::microseconds;
using Clock = std::chrono::steady_clock;

constexpr microseconds kLookCloserEvery{1'000'000};
/// More close looks than this take as long as a search.
constexpr std::size_t kMostCloseLooks = 4;

}  // namespace

FrameTracker::FrameTracker(pipeline::Analyser analyser, const FrameTrackerOptions& options)
    : analyser_(std::move(analyser)),
      frame_filling_(options.search.frame_filling),
      search_every_(options.search_every),
      tracker_(options.same_person_from) {
  looking_.search = options.search;
  looking_.depth = pipeline::Depth::align;
}

Result<TrackedFrame> FrameTracker::next(imaging::ImageView frame, microseconds time,
                                        base::Deadline deadline) {
  TrackedFrame seen{.time = time, .continuity = cuts_.next(frame)};
  auto analysis = look_at(frame, seen, deadline);
  if (!analysis) return std::unexpected(analysis.error());
  seen.size = analysis->size;
  seen.times = analysis->times;
  const auto start = Clock::now();
  const auto ids = tell_apart(seen, analysis->faces, deadline);
  if (!ids) return std::unexpected(ids.error());
  seen.times.embed = Clock::now() - start;
  if (!ids->empty()) face_seen_ = time;
  known_.clear();
  for (const auto& face : analysis->faces) known_.push_back(face.face);
  for (std::size_t i = 0; i < ids->size(); ++i) {
    seen.faces.push_back({.track = (*ids)[i], .seen = std::move(analysis->faces[i])});
  }
  return seen;
}

Result<pipeline::Analysis> FrameTracker::look_at(imaging::ImageView frame, const TrackedFrame& seen,
                                                 base::Deadline deadline) {
  if (is_search_due(seen)) return search(frame, seen.time, deadline);
  auto again = analyser_.analyse_again(frame, known_, looking_, deadline);
  if (!again) return std::unexpected(again.error());
  if (*again) return **std::move(again);
  return search(frame, seen.time, deadline);
}

bool FrameTracker::is_search_due(const TrackedFrame& seen) const {
  // Turned faces are not found upright where they were.
  return !searched_ || seen.time - *searched_ >= search_every_ ||
         seen.continuity == Continuity::cut || known_.size() > kMostCloseLooks ||
         looking_.search.rotations != vision::Rotations::none;
}

Result<pipeline::Analysis> FrameTracker::search(imaging::ImageView frame, microseconds time,
                                                base::Deadline deadline) {
  searched_ = time;
  look_closer_at_times(time);
  return analyser_.analyse_pixels(frame, looking_, deadline);
}

/// The second look for a face that fills the frame doubles the cost of frames without any, of which
/// some videos have many: once a second must do until it finds one.
void FrameTracker::look_closer_at_times(microseconds time) {
  const bool is_due = !looked_closer_ || time - *looked_closer_ >= kLookCloserEvery;
  const bool has_found = face_seen_ && time - *face_seen_ < kLookCloserEvery;
  looking_.search.frame_filling =
      is_due || has_found ? frame_filling_ : vision::FrameFilling::ignore;
  if (is_due) looked_closer_ = time;
}

Result<std::vector<int>> FrameTracker::tell_apart(const TrackedFrame& frame,
                                                  std::vector<pipeline::AnalysedFace>& faces,
                                                  base::Deadline deadline) {
  std::vector<Sighting> sightings;
  sightings.reserve(faces.size());
  for (const auto& face : faces) sightings.push_back({face.face.box, face.quality.total});
  return tracker_.next(
      frame.time, frame.continuity, sightings, [&](std::size_t i) -> Result<similarity::Embedding> {
        auto embeddings =
            analyser_.embedder().embed({&faces[i].crop, 1}, embedding::Mirror::off, deadline);
        if (!embeddings) return std::unexpected(embeddings.error());
        faces[i].embedding = std::move(embeddings->front());
        return faces[i].embedding;
      });
}

}  // namespace facelatch::tracking
