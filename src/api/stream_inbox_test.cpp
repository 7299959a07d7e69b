// SPDX-License-Identifier: Apache-2.0
#include "api/stream_inbox.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace facelatch::api {
namespace {

SentFrame frame(std::uint64_t number) { return {.number = number, .received = {}, .picture = {}}; }

TEST(StreamInbox, AsksForWorkOnceAndHandsFramesOverInTurn) {
  StreamInbox inbox;
  EXPECT_TRUE(inbox.put(frame(1)));
  EXPECT_EQ(inbox.take()->number, 1U);
  EXPECT_FALSE(inbox.put(frame(2))) << "somebody works on the first";
  EXPECT_TRUE(inbox.finish()) << "and must go on";
  EXPECT_EQ(inbox.take()->number, 2U);
  EXPECT_FALSE(inbox.finish());
  EXPECT_TRUE(inbox.put(frame(3)));
}

TEST(StreamInbox, KeepsTheNewestFrameAndCountsTheOthers) {
  StreamInbox inbox;
  inbox.put(frame(1));
  inbox.take();
  for (std::uint64_t number = 2; number <= 5; ++number) inbox.put(frame(number));
  inbox.drop(DropReason::rate);
  inbox.drop(DropReason::unread);
  ASSERT_TRUE(inbox.finish());
  const auto next = inbox.take();
  EXPECT_EQ(next->number, 5U);
  EXPECT_EQ(next->dropped, (DroppedFrames{3, 1, 0, 1}));
  inbox.finish();
  inbox.put(frame(6));
  EXPECT_EQ(inbox.take()->dropped, DroppedFrames{}) << "each is told once";
}

TEST(StreamInbox, DropsWhatNobodyCanWorkOn) {
  StreamInbox inbox;
  ASSERT_TRUE(inbox.put(frame(1)));
  inbox.refuse();
  EXPECT_TRUE(inbox.put(frame(2))) << "and asks again";
  const auto next = inbox.take();
  EXPECT_EQ(next->number, 2U);
  EXPECT_EQ(next->dropped, (DroppedFrames{0, 0, 1, 0}));
}

TEST(StreamInbox, PutsAnOrderBeforeTheFrameBehindItAndDropsTheOneBefore) {
  StreamInbox inbox;
  const auto put = [&] { return inbox.put(SentOrder{.received = {}, .order = StreamCancel{}}); };
  inbox.put(frame(1));
  inbox.take();
  inbox.put(frame(2));
  EXPECT_EQ(put(), StreamInbox::Placed::somebody_works);
  EXPECT_EQ(put(), StreamInbox::Placed::refused) << "one waits";
  inbox.put(frame(3));
  ASSERT_TRUE(inbox.finish());
  EXPECT_TRUE(inbox.take_order());
  ASSERT_TRUE(inbox.finish());
  EXPECT_FALSE(inbox.take_order());
  const auto next = inbox.take();
  EXPECT_EQ(next->number, 3U);
  EXPECT_EQ(next->dropped[0], 1U);
  EXPECT_FALSE(inbox.finish());
  EXPECT_EQ(put(), StreamInbox::Placed::call_worker);
  EXPECT_EQ(inbox.refuse(), StreamInbox::Lost::order);
  EXPECT_FALSE(inbox.take_order());
  EXPECT_EQ(inbox.refuse(), StreamInbox::Lost::nothing);
}

TEST(StreamInbox, LosesNothingBetweenTwoThreads) {
  constexpr std::uint64_t kFrames = 20'000;
  StreamInbox inbox;
  std::atomic<int> works = 0;
  std::uint64_t taken = 0;
  std::uint64_t dropped = 0;
  std::uint64_t last = 0;
  std::jthread worker([&] {
    while (last < kFrames) {
      if (works == 0) continue;
      const auto next = inbox.take();
      EXPECT_TRUE(next);
      EXPECT_GT(next->number, last);
      last = next->number;
      ++taken;
      dropped += next->dropped[0];
      --works;
      if (inbox.finish()) ++works;
    }
  });
  for (std::uint64_t number = 1; number <= kFrames; ++number) {
    if (!inbox.put(frame(number))) continue;
    EXPECT_EQ(++works, 1) << "never two at once";
  }
  worker.join();
  EXPECT_EQ(taken + dropped, kFrames);
}

}  // namespace
}  // namespace facelatch::api
