// SPDX-License-Identifier: Apache-2.0
#include "recognition/video_frames.hpp"

#include <gtest/gtest.h>

namespace facelatch::recognition {
namespace {

using base::ErrorCode;

tracking::Track track_of(int frames, float size, tracking::Verdict verdict) {
  tracking::Track track;
  for (int i = 0; i < frames; ++i) {
    tracking::Observation seen;
    seen.frame = static_cast<std::uint64_t>(i);
    seen.time = std::chrono::milliseconds(200 * i);
    seen.face.box = {0, 0, size, size};
    seen.quality = {.size = size, .sharpness = 500, .brightness = 0.5F, .contrast = 0.2F};
    seen.verdict = verdict;
    track.observations.push_back(seen);
    if (verdict != tracking::Verdict::chosen) continue;
    tracking::KeptCrop kept;
    kept.observation = static_cast<std::size_t>(i);
    kept.embedding = similarity::Embedding{"arcface", {1, 0}};
    track.crops.push_back(std::move(kept));
  }
  return track;
}

TEST(VideoFrames, AreTheChosenOnesOfTheOnlyPerson) {
  tracking::VideoTracks video;
  EXPECT_EQ(frames_of(video).error().code, ErrorCode::no_face);
  video.tracks.push_back(track_of(4, 100, tracking::Verdict::chosen));
  const auto frames = frames_of(video).value();
  ASSERT_EQ(frames.size(), 4U);
  EXPECT_EQ(frames[2].name, "frame 2 at 0.40 s");
  EXPECT_EQ(frames[2].faces.size(), 1U);
  EXPECT_TRUE(choose_frames(frames, 0.4)->mean);
}

TEST(VideoFrames, AreRefusedWhereSomebodyElseIsSeenButNotForAPosterFarAway) {
  tracking::VideoTracks video;
  video.tracks.push_back(track_of(4, 100, tracking::Verdict::chosen));
  video.tracks.push_back(track_of(4, 15, tracking::Verdict::too_small));
  EXPECT_TRUE(frames_of(video));
  video.tracks.push_back(track_of(2, 100, tracking::Verdict::too_blurred));
  EXPECT_EQ(frames_of(video).error().code, ErrorCode::many_faces);
}

TEST(VideoFrames, SayWhyNoneSuits) {
  tracking::VideoTracks video;
  video.tracks.push_back(track_of(4, 100, tracking::Verdict::too_dark));
  const auto refused = frames_of(video);
  EXPECT_EQ(refused.error().code, ErrorCode::low_quality);
  EXPECT_NE(refused.error().message.find(tracking::sentence_of(tracking::Verdict::too_dark)),
            std::string::npos);
}

}  // namespace
}  // namespace facelatch::recognition
