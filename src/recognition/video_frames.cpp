// SPDX-License-Identifier: Apache-2.0
#include "recognition/video_frames.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>

namespace facelatch::recognition {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::chrono::seconds kLongestVideo{60};

/// What most frames were refused for.
std::string_view usual_reason(const tracking::Track& track) {
  std::map<tracking::Verdict, int> counts;
  for (const auto& seen : track.observations) ++counts[seen.verdict];
  const auto most =
      std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
  return tracking::sentence_of(most->first);
}

std::string name_of(const tracking::Observation& seen) {
  const auto time = std::chrono::duration<double>(seen.time).count();
  return fmt::format("frame {} at {:.2f} s", seen.frame, time);
}

}  // namespace

video::VideoLimits enrolment_video_limits() {
  video::VideoLimits limits;
  limits.duration = kLongestVideo;
  return limits;
}

Result<std::vector<EnrolmentFrame>> frames_of(const tracking::VideoTracks& video) {
  const auto* main = video.main();
  if (main == nullptr) return failure(ErrorCode::no_face, "There is no face in the video.");
  const auto is_somebody_else = [&](const tracking::Track& track) {
    return &track != main && track.presence() > kMostOfSomebodyElse * main->presence();
  };
  if (std::ranges::any_of(video.tracks, is_somebody_else)) {
    return failure(ErrorCode::many_faces,
                   "The video shows more than one person, or one who was lost from sight.");
  }
  std::vector<EnrolmentFrame> frames;
  for (const auto& kept : main->crops) {
    if (!kept.embedding) continue;
    const auto& seen = main->observations[kept.observation];
    frames.push_back(frame_of(name_of(seen), seen.face, seen.quality, *kept.embedding));
  }
  if (!frames.empty()) return frames;
  return failure(ErrorCode::low_quality,
                 fmt::format("No frame of the video suits: {}", usual_reason(*main)));
}

Result<std::vector<EnrolmentFrame>> frames_of(video::VideoReader& reader,
                                              const pipeline::Analyser& analyser,
                                              std::optional<float> same_person_from,
                                              base::Deadline deadline) {
  tracking::TrackingOptions options;
  options.gates = kEnrolmentGates;
  options.same_person_from = same_person_from;
  // Two who look alike must not become one template: who seems to be somebody else is told.
  options.joins_tracks = false;
  const auto video = tracking::follow_faces(reader, analyser, options, deadline);
  if (!video) return std::unexpected(video.error());
  return frames_of(*video);
}

}  // namespace facelatch::recognition
