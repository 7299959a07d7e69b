// SPDX-License-Identifier: Apache-2.0
#include "recognition/video_frames.hpp"

#include <gtest/gtest.h>

#include "tracking/same_person.hpp"
#include "tracking/test_portrait.hpp"
#include "video/clip_maker.hpp"

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

/// Somebody for eight seconds, nobody for longer than the tracker remembers, and the same face.
video::VideoReader alike_twice() {
  const auto portrait = tracking::portrait_in("ver_facerec/examples/obama-480p.jpg");
  const auto clip =
      video::make_clip({.size = {320, 240}, .frames = 80, .fps = 1, .draw = [&](int number) {
                          imaging::Image frame({320, 240});
                          const bool is_there = number < 8 || number >= 72;
                          if (is_there) tracking::paste(frame, portrait.head, 60 + number, 20);
                          return frame;
                        }});
  return video::VideoReader::open(clip, {}, tracking::default_video_options()).value();
}

TEST(VideoFrames, AreRefusedWhereTwoTracksAreAlikeHoweverAlike) {
  const auto& analyser = tracking::analyser();
  tracking::TrackingOptions joining;
  joining.same_person_from = tracking::same_person_limit(
      similarity::built_in_calibration().value(), analyser.detector_id(), analyser.model_id());
  auto reader = alike_twice();
  const auto joined = tracking::follow_faces(reader, analyser, joining).value();
  ASSERT_EQ(joined.tracks.size(), 1U) << "elsewhere they are taken for one person";
  EXPECT_TRUE(frames_of(joined));
  auto again = alike_twice();
  const auto refused = frames_of(again, analyser, joining.same_person_from, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::many_faces);
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
