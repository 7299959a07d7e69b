// SPDX-License-Identifier: Apache-2.0
#include "api/stream_desk.hpp"

#include <gtest/gtest.h>

namespace facelatch::api {
namespace {

using std::chrono::milliseconds;

class StreamDesks : public ::testing::Test {
 protected:
  std::shared_ptr<StreamDesk> desk_ = std::make_shared<StreamDesk>(
      StreamLimits{.streams = 3, .streams_per_key = 2, .frames_per_second_per_key = 10});
  StreamDesk::Clock::time_point now_;
};

TEST_F(StreamDesks, HaveSoManyPlacesForAllAndForEach) {
  auto first = desk_->enter("a", now_).value();
  auto second = desk_->enter("a", now_).value();
  EXPECT_EQ(desk_->enter("a", now_).error().code, base::ErrorCode::rate_limited);
  const auto third = desk_->enter("b", now_).value();
  EXPECT_EQ(desk_->enter("c", now_).error().code, base::ErrorCode::overloaded);
  EXPECT_EQ(desk_->streams(), 3U);
  first.reset();
  EXPECT_TRUE(desk_->enter("c", now_)) << "a place that was left is free";
}

TEST_F(StreamDesks, ShareTheFramesOfAnOwnerAmongItsStreams) {
  const auto first = desk_->enter("a", now_).value();
  const auto second = desk_->enter("a", now_).value();
  const auto other = desk_->enter("b", now_).value();
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(first->may_send(now_));
    EXPECT_TRUE(second->may_send(now_));
  }
  EXPECT_FALSE(first->may_send(now_));
  EXPECT_TRUE(other->may_send(now_));
  EXPECT_TRUE(second->may_send(now_ + milliseconds(110)));
  EXPECT_FALSE(first->may_send(now_ + milliseconds(110)));
}

}  // namespace
}  // namespace facelatch::api
