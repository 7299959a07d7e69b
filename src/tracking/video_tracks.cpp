// SPDX-License-Identifier: Apache-2.0
#include "tracking/video_tracks.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "tracking/frame_tracker.hpp"
#include "tracking/track_builder.hpp"
#include "tracking/track_joins.hpp"

namespace facelatch::tracking {
namespace {

using base::Result;
using Clock = std::chrono::steady_clock;

constexpr double kDefaultFps = 5;
/// A face of 112 pixels, what an embedder takes, is then as large in a frame of 4K as in this.
constexpr int kDefaultLongerSide = 1920;
constexpr std::size_t kMostChosen = 64;
constexpr std::size_t kMostTracks = 256;
constexpr int kMostFaces = 256;
/// From so many frames on a person must have been seen twice: detectors err for single frames.
constexpr std::uint64_t kFramesThatShowTwice = 5;

Result<void> check(const TrackingOptions& options) {
  if (options.most_chosen < 1 || options.most_chosen > kMostChosen || options.most_tracks < 1 ||
      options.most_tracks > kMostTracks || options.most_faces < 1 ||
      options.most_faces > kMostFaces) {
    return base::failure(base::ErrorCode::invalid_argument,
                         "A number of chosen frames, tracks or faces is out of its range.");
  }
  return {};
}

/// The work on one video.
class Follower {
 public:
  Follower(const pipeline::Analyser& analyser, const TrackingOptions& options,
           base::Deadline deadline)
      : options_(options), deadline_(deadline), tracker_(analyser, searching(options)) {}

  Result<void> look_at(const video::Frame& frame) {
    auto seen = tracker_.next(frame.image.view(), frame.time, deadline_);
    if (!seen) return std::unexpected(seen.error());
    if (seen->continuity == Continuity::cut) ++result_.cuts;
    ++result_.frames_seen;
    for (auto& face : seen->faces) {
      if (const auto kept = keep(frame, face); !kept) return kept;
    }
    return {};
  }

  Result<VideoTracks> finish(const video::VideoInfo& info) && {
    const auto& embedder = tracker_.analyser().embedder();
    for (auto& [id, builder] : builders_) {
      if (builder.size() == 1 && result_.frames_seen >= kFramesThatShowTwice) continue;
      auto track = std::move(builder).finish(embedder, options_, deadline_);
      if (!track) return std::unexpected(track.error());
      result_.tracks.push_back(*std::move(track));
    }
    if (const auto done = join(); !done) return std::unexpected(done.error());
    number_tracks();
    result_.video = info;
    result_.time = Clock::now() - start_;
    return std::move(result_);
  }

 private:
  static FrameTrackerOptions searching(const TrackingOptions& options) {
    FrameTrackerOptions searching{.search = options.search,
                                  .search_every = options.search_every,
                                  .same_person_from = options.same_person_from};
    searching.search.detect.max_faces = options.most_faces;
    return searching;
  }

  Result<void> keep(const video::Frame& frame, TrackedFace& tracked) {
    const int id = tracked.track;
    auto& face = tracked.seen;
    auto found = builders_.find(id);
    if (found == builders_.end()) {
      if (builders_.size() == options_.most_tracks) {
        result_.has_more_tracks = true;
        return {};
      }
      found = builders_.emplace(id, TrackBuilder(id, options_)).first;
    }
    auto& builder = found->second;
    const float scale = frame.scale();
    face.quality.size *= scale;  // The detector saw a smaller frame.
    const auto verdict = judge(face.quality, frame.integrity, options_.gates);
    if (options_.passive != nullptr && verdict == Verdict::suitable) {
      const auto scores = options_.passive->look(frame.image.view(), face.face.box, deadline_);
      if (!scores) return std::unexpected(scores.error());
      builder.add(*scores);
    }
    const Observation observation{.frame = frame.index,
                                  .time = frame.time,
                                  .face = vision::scaled(face.face, scale, scale),
                                  .quality = face.quality,
                                  .verdict = verdict};
    builder.add(observation, std::move(face));
    return {};
  }

  Result<void> join() {
    if (!options_.joins_tracks || !options_.same_person_from) return {};
    return join_tracks(result_.tracks, *options_.same_person_from, options_.choice,
                       options_.most_chosen);
  }

  /// From 1 without gaps, now that it is known who stays.
  void number_tracks() {
    int id = 0;
    for (auto& track : result_.tracks) track.id = ++id;
  }

  const TrackingOptions& options_;
  base::Deadline deadline_;
  FrameTracker tracker_;
  std::map<int, TrackBuilder> builders_;
  VideoTracks result_;
  Clock::time_point start_ = Clock::now();
};

}  // namespace

video::VideoOptions default_video_options() {
  video::VideoOptions options;
  options.sampling = video::FrameRate{kDefaultFps};
  options.longer_side = kDefaultLongerSide;
  return options;
}

const Track* VideoTracks::main() const {
  const auto most = std::ranges::max_element(tracks, {}, &Track::presence);
  return most == tracks.end() ? nullptr : &*most;
}

Result<VideoTracks> follow_faces(video::VideoReader& reader, const pipeline::Analyser& analyser,
                                 const TrackingOptions& options, base::Deadline deadline) {
  if (const auto checked = check(options); !checked) return std::unexpected(checked.error());
  Follower follower(analyser, options, deadline);
  while (true) {
    auto frame = reader.next(deadline);
    if (!frame) return std::unexpected(frame.error());
    if (!*frame) break;
    if (const auto done = follower.look_at(**frame); !done) return std::unexpected(done.error());
    if (options.on_progress) options.on_progress(reader.info());
  }
  return std::move(follower).finish(reader.info());
}

}  // namespace facelatch::tracking
