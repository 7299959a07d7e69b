// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "liveness/eye_network.hpp"
#include "liveness/passive_networks.hpp"
#include "pipeline/analyser.hpp"
#include "tracking/frame_choice.hpp"
#include "tracking/track.hpp"
#include "video/video_reader.hpp"

namespace facelatch::tracking {

/// Of files of five looks a second every other one is at the whole frame.
inline constexpr std::chrono::microseconds kFileSearchEvery{400'000};

struct TrackingOptions {
  vision::SearchOptions search;
  std::size_t most_chosen = 8;  ///< per track, 1..64
  ChoiceRule choice = ChoiceRule::best;
  Gates gates;
  int most_faces = 32;  ///< looked at in one frame, the best-scored; 1..256
  /// Tracks that are kept; who appears after them is not. 1..256.
  std::size_t most_tracks = 64;
  embedding::Mirror mirror = embedding::Mirror::off;
  /// From which cosine on a face or a track is of somebody who was lost (same_person_limit); none:
  /// whoever was lost comes back as somebody else.
  std::optional<float> same_person_from;
  bool joins_tracks = true;  ///< at the end, see join_tracks()
  /// How often a whole frame is searched (FrameTrackerOptions).
  std::chrono::microseconds search_every = kFileSearchEvery;
  /// Tells closed eyes; null: they are not looked at. Must outlive the work.
  const liveness::EyeNetwork* eyes = nullptr;
  /// Looks at each suitable face for Track::passive; null: none does. Must outlive the work.
  const liveness::PassiveNetworks* passive = nullptr;
  /// Told after each frame that was looked at, e.g. for a progress bar; may be empty.
  std::function<void(const video::VideoInfo&)> on_progress;
};

/// Which frames of a file are looked at unless a caller wants others: five a second follow a person
/// who walks, and more of a smaller size show no more of a face.
[[nodiscard]] video::VideoOptions default_video_options();

struct VideoTracks {
  video::VideoInfo video;
  std::vector<Track> tracks;        ///< in the order of appearance
  std::uint64_t frames_seen = 0;    ///< that were looked at
  std::uint64_t cuts = 0;           ///< changes of the scene
  bool has_more_tracks = false;     ///< `most_tracks` was reached.
  std::chrono::nanoseconds time{};  ///< from the first frame to the last embedding

  /// The person who fills most of the video; null where there is no face.
  [[nodiscard]] const Track* main() const;
};

/// Follows the faces of a whole video, chooses the suitable frames of each and embeds those. Tracks
/// whose chosen frames show one person are joined where the options say from when on. A face that
/// was seen only once is dropped where it could have been seen again. Fails as VideoReader::next,
/// the analyser's search and its embedder do, or with invalid_argument for options out of their
/// range. Thread-safe with a reader of its own.
base::Result<VideoTracks> follow_faces(video::VideoReader& reader,
                                       const pipeline::Analyser& analyser,
                                       const TrackingOptions& options,
                                       base::Deadline deadline = {});

}  // namespace facelatch::tracking
