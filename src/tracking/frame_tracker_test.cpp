// SPDX-License-Identifier: Apache-2.0
// Frames as a camera gives them, thirty a second, with the real networks.
#include "tracking/frame_tracker.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "testing/data.hpp"
#include "tracking/same_person.hpp"
#include "tracking/test_portrait.hpp"
#include "video/video_reader.hpp"

namespace facelatch::tracking {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr imaging::Size kFrame{640, 240};

/// So wide that a head that comes or moves is no cut.
constexpr imaging::Size kWideFrame{1600, 240};

imaging::Image frame_with(const imaging::Image& head, int left, imaging::Size size = kFrame) {
  imaging::Image frame(size);
  paste(frame, head, left, 20);
  return frame;
}

/// As a server follows.
FrameTrackerOptions options(microseconds search_every) {
  const auto table = similarity::built_in_calibration().value();
  return {.search = {},
          .search_every = search_every,
          .same_person_from =
              same_person_limit(table, analyser().detector_id(), analyser().model_id())};
}

/// Both ways of looking at them.
class LiveFrames : public ::testing::TestWithParam<microseconds> {
 protected:
  TrackedFrame next(const imaging::Image& frame, milliseconds later = milliseconds(33)) {
    time_ += later;
    return tracker_.next(frame.view(), time_).value();
  }

  FrameTracker tracker_{analyser(), options(GetParam())};
  microseconds time_{0};
};

TEST_P(LiveFrames, GiveEachFaceItsPlaceItsQualityAndOneNumber) {
  const auto person = portrait_in("ver_facerec/examples/obama-480p.jpg");
  int embedded = 0;
  for (int number = 0; number < 30; ++number) {
    const auto seen = next(frame_with(person.head, 20 + 10 * number));
    ASSERT_EQ(seen.size, kFrame);
    ASSERT_EQ(seen.faces.size(), 1U) << number;
    const auto& face = seen.faces[0];
    EXPECT_EQ(face.track, 1);
    EXPECT_NEAR(face.seen.face.box.centre().x, 20 + 10 * number + 75, 8);
    EXPECT_GT(face.seen.quality.total, 0.3F);
    EXPECT_FALSE(face.seen.crop.empty());
    if (!face.seen.embedding.values.empty()) ++embedded;
  }
  EXPECT_GE(embedded, 1);
  EXPECT_LE(embedded, 3) << "an embedding a second, not one a frame";
}

TEST_P(LiveFrames, KnowAFaceThatGoesAndReturnsElsewhere) {
  const auto person = portrait_in("ver_facerec/examples/obama-480p.jpg");
  const auto other = portrait_in("ver_facerec/examples/biden.jpg");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(next(frame_with(person.head, 20)).faces.at(0).track, 1);
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(next(imaging::Image(kFrame), milliseconds(500)).faces.empty());
  }
  EXPECT_EQ(next(frame_with(other.head, 20), milliseconds(200)).faces.at(0).track, 2);
  EXPECT_EQ(next(frame_with(person.head, 400), milliseconds(200)).faces.at(0).track, 1);
}

TEST_P(LiveFrames, OfARealClipFollowOnePersonThroughAllOfThem) {
  video::VideoOptions every_frame;
  auto reader = video::VideoReader::open(testing::shared_data("video_dev/liveportrait_d12.mp4"), {},
                                         every_frame);
  ASSERT_TRUE(reader) << reader.error().message;
  int frames = 0;
  int seen_frames = 0;
  while (const auto frame = reader->next().value()) {
    const auto seen = tracker_.next(frame->image.view(), frame->time).value();
    ++frames;
    for (const auto& face : seen.faces) EXPECT_EQ(face.track, 1) << frame->index;
    seen_frames += seen.faces.empty() ? 0 : 1;
  }
  EXPECT_GT(frames, 100);
  EXPECT_GE(seen_frames, frames * 98 / 100);
}

TEST_P(LiveFrames, GoOnAfterOneThatFailed) {
  const auto person = portrait_in("ver_facerec/examples/obama-480p.jpg");
  const auto frame = frame_with(person.head, 20);
  EXPECT_EQ(next(frame).faces.at(0).track, 1);
  const base::Deadline past(base::Deadline::Clock::now());
  EXPECT_EQ(tracker_.next(frame.view(), time_ + milliseconds(33), past).error().code,
            base::ErrorCode::deadline_exceeded);
  EXPECT_EQ(next(frame, milliseconds(66)).faces.at(0).track, 1);
}

INSTANTIATE_TEST_SUITE_P(Search, LiveFrames, ::testing::Values(microseconds(0), kLiveSearchEvery),
                         [](const auto& every) {
                           return every.param == microseconds(0) ? "EachFrame" : "AtTimes";
                         });

TEST(FramesBetweenSearches, ShowKnownFacesAtOnceAndNewOnesAtTheNextSearch) {
  FrameTracker tracker(analyser(), options(milliseconds(150)));
  FrameTracker reference(analyser(), options(microseconds(0)));
  const auto person = portrait_in("ver_facerec/examples/obama-480p.jpg");
  const auto other = portrait_in("ver_facerec/examples/biden.jpg");
  std::vector<std::size_t> faces;
  for (int number = 0; number < 10; ++number) {
    auto frame = frame_with(person.head, 20 + 3 * number, kWideFrame);
    if (number >= 1) paste(frame, other.head, 420, 20);
    const auto time = milliseconds(33) * (number + 1);
    const auto seen = tracker.next(frame.view(), time).value();
    ASSERT_FALSE(seen.faces.empty()) << number;
    faces.push_back(seen.faces.size());
    const auto& left = *std::ranges::min_element(
        seen.faces, {}, [](const TrackedFace& face) { return face.seen.face.box.x; });
    const auto searched = reference.next(frame.view(), time).value();
    const auto& expected = *std::ranges::min_element(
        searched.faces, {}, [](const TrackedFace& face) { return face.seen.face.box.x; });
    EXPECT_GT(intersection_over_union(left.seen.face.box, expected.seen.face.box), 0.8F) << number;
    EXPECT_EQ(left.track, 1);
  }
  EXPECT_EQ(faces, (std::vector<std::size_t>{1, 1, 1, 1, 1, 2, 2, 2, 2, 2}));
}

TEST(FramesBetweenSearches, WithoutAKnownFaceBringTheSearchForward) {
  FrameTracker tracker(analyser(), options(std::chrono::seconds(60)));
  const auto person = portrait_in("ver_facerec/examples/obama-480p.jpg");
  ASSERT_EQ(tracker.next(frame_with(person.head, 20, kWideFrame).view(), milliseconds(33))
                .value()
                .faces.size(),
            1U);
  const auto jumped =
      tracker.next(frame_with(person.head, 400, kWideFrame).view(), milliseconds(66)).value();
  ASSERT_EQ(jumped.faces.size(), 1U);
  EXPECT_EQ(jumped.continuity, Continuity::same_scene);
  EXPECT_EQ(jumped.faces[0].track, 1);
  EXPECT_GT(jumped.faces[0].seen.face.box.x, 400);
}

}  // namespace
}  // namespace facelatch::tracking
