// SPDX-License-Identifier: Apache-2.0
// The parent believes nothing: what a worker says that has been taken over by a video.
#include "video/worker_session.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <vector>

namespace facelatch::video {
namespace {

constexpr SessionRules kRules{.slots = 4,
                              .slot_bytes = 1ULL << 20U,
                              .max_pixels = 640ULL * 480,
                              .max_frames = 100,
                              .max_duration_us = 1'000'000};

OpenedMessage opened() { return {.width = 320, .height = 240}; }

FrameMessage frame(std::uint32_t slot, std::uint64_t index) {
  return {.slot = slot,
          .width = 320,
          .height = 240,
          .stride = 960,
          .original_width = 320,
          .original_height = 240,
          .index = index,
          .time_us = static_cast<std::int64_t>(index) * 1000};
}

bool is_accepted(WorkerSession& session, const auto& message) {
  return session.accept(bytes_of(message)).has_value();
}

/// A session in which the stream is open and slot 0 is with the parent.
WorkerSession running() {
  WorkerSession session(kRules);
  EXPECT_TRUE(is_accepted(session, opened()));
  EXPECT_TRUE(is_accepted(session, frame(0, 0)));
  return session;
}

TEST(WorkerSession, FollowsASoundConversation) {
  auto session = running();
  EXPECT_TRUE(is_accepted(session, ProgressMessage{.decoded = 3, .read_bytes = 77}));
  session.release(0);
  const auto second = frame(0, 4);
  const auto event = session.accept(bytes_of(second));
  ASSERT_TRUE(event);
  const auto& picture = std::get<RingPicture>(*event);
  EXPECT_EQ(picture.slot, 0U);
  EXPECT_EQ(picture.frame.index, 4U);
  EXPECT_EQ(session.info().decoded, 5U);
  EXPECT_TRUE(is_accepted(session, FinishedMessage{.decoded = 6}));
  EXPECT_TRUE(session.info().is_finished);
  EXPECT_EQ(session.info().decoded, 6U);
  EXPECT_EQ(session.info().read_bytes, 77U);
}

TEST(WorkerSession, RefusesFramesThatCannotBe) {
  const std::vector<std::function<void(FrameMessage&)>> lies{
      [](auto& message) { message.slot = 0; },  // held by the parent
      [](auto& message) { message.slot = kRules.slots; },
      [](auto& message) { message.width = 0; },
      [](auto& message) { message.height = 0xFFFFFFFF; },
      [](auto& message) {
        message.width = 641;
        message.height = 480;
      },
      [](auto& message) { message.stride = 959; },
      [](auto& message) { message.stride = 0xFFFFFFFF; },
      [](auto& message) { message.stride = 1 << 20; },
      [](auto& message) { message.turns = 4; },
      [](auto& message) { message.original_width = 0; },
      [](auto& message) { message.original_height = 1 << 30; },
      [](auto& message) { message.index = 0; },    // not after the last
      [](auto& message) { message.index = 100; },  // beyond the limit
      [](auto& message) { message.time_us = 0; },
      [](auto& message) { message.time_us = -5; },
      [](auto& message) { message.time_us = 1'000'001; },
      [](auto& message) { message.is_damaged = 2; },
  };
  for (std::size_t i = 0; i < lies.size(); ++i) {
    auto session = running();
    auto message = frame(1, 1);
    lies[i](message);
    const auto event = session.accept(bytes_of(message));
    ASSERT_FALSE(event) << "lie " << i;
    EXPECT_EQ(event.error().code, base::ErrorCode::corrupt);
  }
}

TEST(WorkerSession, RefusesWordsOutOfOrder) {
  WorkerSession fresh(kRules);
  EXPECT_FALSE(is_accepted(fresh, frame(0, 0)));
  EXPECT_FALSE(is_accepted(fresh, FinishedMessage{}));
  auto session = running();
  EXPECT_FALSE(is_accepted(session, opened())) << "twice";
  EXPECT_TRUE(is_accepted(session, FinishedMessage{}));
  EXPECT_FALSE(is_accepted(session, frame(1, 1))) << "after the end";
}

TEST(WorkerSession, RefusesPacketsOfAnyOtherForm) {
  auto session = running();
  const auto message = frame(1, 1);
  const auto whole = bytes_of(message);
  EXPECT_FALSE(session.accept({}));
  EXPECT_FALSE(session.accept(whole.first(3)));
  EXPECT_FALSE(session.accept(whole.first(whole.size() - 1)));
  std::vector<std::uint8_t> longer(whole.begin(), whole.end());
  longer.push_back(0);
  EXPECT_FALSE(session.accept(longer));
  EXPECT_FALSE(is_accepted(session, ReleaseMessage{})) << "the parent's own words";
  FailedMessage unknown;
  const std::uint32_t number = kLastWorkerFailure + 1;
  std::memcpy(&unknown.failure, &number, sizeof(number));
  EXPECT_FALSE(is_accepted(session, unknown));
}

TEST(WorkerSession, PassesOnWhatTheWorkerReports) {
  for (std::uint32_t number = 0; number <= kLastWorkerFailure; ++number) {
    WorkerSession session(kRules);
    const FailedMessage message{.failure = WorkerFailure{number}};
    const auto event = session.accept(bytes_of(message));
    ASSERT_FALSE(event);
    EXPECT_NE(event.error().code, base::ErrorCode::internal) << number;
    EXPECT_GT(event.error().message.size(), 10U);
  }
}

TEST(WorkerSession, KeepsCountsWithinWhatCanBe) {
  auto session = running();
  session.info().input_bytes = 1000;
  EXPECT_TRUE(is_accepted(session, ProgressMessage{.decoded = ~0ULL, .read_bytes = ~0ULL}));
  EXPECT_EQ(session.info().decoded, kRules.max_frames);
  EXPECT_EQ(session.info().read_bytes, 1000U);
  EXPECT_TRUE(is_accepted(session, ProgressMessage{.decoded = 0, .read_bytes = 0}));
  EXPECT_EQ(session.info().decoded, kRules.max_frames) << "counts never shrink";
}

}  // namespace
}  // namespace facelatch::video
