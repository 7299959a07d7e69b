// SPDX-License-Identifier: Apache-2.0
#include "tracking/presence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace facelatch::tracking {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using Kind = PresenceEvent::Kind;

class PresenceOf : public ::testing::Test {
 protected:
  /// The next frame, a tenth of a second later.
  std::vector<PresenceEvent> next(const std::vector<int>& tracks) {
    time_ += milliseconds(100);
    return presence_.next(time_, tracks);
  }
  /// All that `frames` such frames change.
  std::vector<PresenceEvent> next(const std::vector<int>& tracks, int frames) {
    std::vector<PresenceEvent> all;
    for (int i = 0; i < frames; ++i) std::ranges::copy(next(tracks), std::back_inserter(all));
    return all;
  }

  Presence presence_{{.arrive_after = milliseconds(300), .leave_after = milliseconds(1000)}};
  microseconds time_{0};
};

using People = PresenceOf;

TEST_F(People, AppearOnceTheyHaveBeenSeenForAWhile) {
  EXPECT_TRUE(next({7}, 3).empty());
  EXPECT_EQ(
      next({7}, 5),
      (std::vector<PresenceEvent>{{Kind::appeared, 7, milliseconds(100), milliseconds(400)}}));
}

TEST_F(People, LeaveWhenTheyWereNotSeenForAWhile) {
  next({7}, 5);
  EXPECT_TRUE(next({}, 10).empty());
  EXPECT_EQ(next({}, 10),
            (std::vector<PresenceEvent>{{Kind::left, 7, milliseconds(100), milliseconds(500)}}));
}

TEST_F(People, WhoAreHiddenForAMomentHaveNotLeft) {
  next({7}, 5);
  EXPECT_TRUE(next({}, 9).empty());
  EXPECT_TRUE(next({7}, 5).empty());
}

TEST_F(People, WhoComeBackAppearAgain) {
  next({7}, 5);
  next({}, 20);
  const auto events = next({7}, 5);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, Kind::appeared);
  EXPECT_EQ(events[0].track, 7);
  EXPECT_EQ(events[0].first_seen, milliseconds(2600));
}

TEST_F(People, SeenInASingleFrameNeverAppear) {
  EXPECT_TRUE(next({7}).empty());
  EXPECT_TRUE(next({}, 30).empty());
  EXPECT_TRUE(presence_.finish().empty());
}

TEST_F(People, LeaveBeforeOthersAppear) {
  next({1}, 5);
  next({}, 10);
  presence_.next(time_, std::vector{2});
  time_ += milliseconds(500);
  const auto events = presence_.next(time_, std::vector{2});
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, Kind::left);
  EXPECT_EQ(events[1].kind, Kind::appeared);
}

TEST_F(People, AllLeaveAtTheEnd) {
  next({1, 2}, 5);
  next({3});
  const auto events = presence_.finish();
  ASSERT_EQ(events.size(), 2U) << "the third had not arrived";
  EXPECT_EQ(events[1], (PresenceEvent{Kind::left, 2, milliseconds(100), milliseconds(500)}));
  EXPECT_TRUE(presence_.finish().empty());
}

TEST_F(People, AreBoundedInNumber) {
  std::vector<int> crowd(300);
  std::iota(crowd.begin(), crowd.end(), 1);
  EXPECT_EQ(next(crowd, 5).size(), 256U);
}

}  // namespace
}  // namespace facelatch::tracking
