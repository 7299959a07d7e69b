// SPDX-License-Identifier: Apache-2.0
// What a video may cost, and what becomes of the reader when its decoder dies or hangs.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iterator>
#include <stop_token>
#include <string_view>
#include <thread>

#include "base/file.hpp"
#include "testing/temporary_folder.hpp"
#include "video/clip_maker.hpp"
#include "video/clip_reading.hpp"
#include "video/video_reader.hpp"

namespace facelatch::video {
namespace {

using base::ErrorCode;

std::ptrdiff_t count_descriptors() {
  const std::filesystem::directory_iterator open("/proc/self/fd");
  return std::distance(begin(open), end(open));
}

/// No child is left, dead or alive.
bool is_childless() { return ::waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD; }

/// More frames than the ring and the socket hold, so that the decoder cannot have finished.
base::Bytes long_clip() { return make_clip({.size = {160, 120}, .frames = 200}); }

TEST(VideoLimits, RefuseAFileThatIsTooLarge) {
  const auto clip = make_clip({.frames = 1});
  VideoLimits limits;
  limits.bytes = clip.size() - 1;
  EXPECT_EQ(VideoReader::open(clip, limits).error().code, ErrorCode::too_large);
  const testing::TemporaryFolder folder;
  ASSERT_TRUE(base::write_file(folder.path() / "clip", clip));
  EXPECT_EQ(VideoReader::open(folder.path() / "clip", limits).error().code, ErrorCode::too_large);
  limits.bytes = clip.size();
  EXPECT_TRUE(VideoReader::open(clip, limits));
}

TEST(VideoLimits, RefuseFramesThatAreTooLarge) {
  VideoLimits limits;
  limits.pixels = 320ULL * 240 - 1;
  for (const auto* container : {"mp4", "matroska", "avi", "gif"}) {
    ClipPlan plan;
    plan.container = container;
    plan.encoder = plan.container == "gif" ? "gif" : "mpeg4";
    const auto clip = read_clip(make_clip(plan), limits);
    ASSERT_TRUE(clip.error) << container;
    EXPECT_EQ(clip.error->code, ErrorCode::too_large) << container;
    EXPECT_TRUE(clip.frames.empty());
  }
  limits.pixels = 320ULL * 240;
  EXPECT_FALSE(read_clip(make_clip({}), limits).error);
}

TEST(VideoLimits, EndAVideoOfTooManyFramesWithAnErrorOrAWarning) {
  VideoLimits limits;
  limits.frames = 10;
  auto clip = read_clip(make_clip({}), limits);
  ASSERT_TRUE(clip.error);
  EXPECT_EQ(clip.error->code, ErrorCode::too_large);
  EXPECT_EQ(clip.frames.size(), 10U);

  clip = read_clip(make_clip({}), limits, {.when_too_long = WhenTooLong::stop});
  EXPECT_FALSE(clip.error);
  EXPECT_EQ(clip.frames.size(), 10U);
  EXPECT_TRUE(clip.info.is_cut_short);
  EXPECT_EQ(clip.info.warnings().size(), 1U);
}

TEST(VideoLimits, EndAVideoThatLastsTooLong) {
  VideoLimits limits;
  limits.duration = std::chrono::milliseconds(400);  // 25 frames a second: frames 0 to 10
  auto clip = read_clip(make_clip({}), limits);
  ASSERT_TRUE(clip.error);
  EXPECT_EQ(clip.error->code, ErrorCode::too_large);
  EXPECT_EQ(clip.frames.size(), 11U);
  clip = read_clip(make_clip({}), limits, {.when_too_long = WhenTooLong::stop});
  EXPECT_FALSE(clip.error);
  EXPECT_TRUE(clip.info.is_cut_short);
}

#ifndef __SANITIZE_ADDRESS__  // It needs an address space without limits.
TEST(VideoLimits, KeepTheDecoderFromTakingMoreMemory) {
  VideoLimits limits;
  limits.pixels = 8192ULL * 8192;
  limits.memory_bytes = 256ULL << 20U;
  const auto clip = read_clip(
      make_clip({.container = "mov", .encoder = "mjpeg", .size = {8192, 8192}, .frames = 1}),
      limits);
  ASSERT_TRUE(clip.error);
  EXPECT_EQ(clip.error->code, ErrorCode::too_large);
}
#endif

TEST(VideoLimits, AreOverWhenTheDeadlineIs) {
  const auto clip = long_clip();
  const base::Deadline past(base::Deadline::Clock::now());
  EXPECT_EQ(VideoReader::open(clip, {}, {}, past).error().code, ErrorCode::deadline_exceeded);
  auto reader = VideoReader::open(clip);
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->next(past).error().code, ErrorCode::deadline_exceeded);
  EXPECT_EQ(reader->next().error().code, ErrorCode::deadline_exceeded) << "it stays over";
  EXPECT_TRUE(is_childless());
}

TEST(DecoderProcess, ThatIsKilledGivesOneClearError) {
  auto reader = VideoReader::open(long_clip());
  ASSERT_TRUE(reader);
  ASSERT_TRUE(reader->next().value());
  ASSERT_EQ(::kill(reader->process_id(), SIGKILL), 0);
  base::Result<std::optional<Frame>> frame = std::nullopt;
  do {
    frame = reader->next();  // What lies in the ring already may still come.
  } while (frame && *frame);
  ASSERT_FALSE(frame);
  EXPECT_EQ(frame.error(), (base::Error{ErrorCode::corrupt, "The video made its decoder fail."}));
  EXPECT_EQ(reader->next().error(), frame.error());
  EXPECT_TRUE(is_childless());
}

TEST(DecoderProcess, ThatHangsIsEndedWhenItsTimeIsOver) {
  VideoLimits limits;
  limits.frame_wait = std::chrono::seconds(1);
  auto reader = VideoReader::open(long_clip(), limits);
  ASSERT_TRUE(reader);
  ASSERT_EQ(::kill(reader->process_id(), SIGSTOP), 0);
  base::Result<std::optional<Frame>> frame = std::nullopt;
  do {
    frame = reader->next();
  } while (frame && *frame);
  ASSERT_FALSE(frame);
  EXPECT_EQ(frame.error().code, ErrorCode::deadline_exceeded);
  EXPECT_TRUE(is_childless());
}

TEST(DecoderProcess, IsEndedByAnInterruptFromAnotherThread) {
  auto reader = VideoReader::open(long_clip());
  ASSERT_TRUE(reader);
  ASSERT_EQ(::kill(reader->process_id(), SIGSTOP), 0);
  const std::jthread other([&] { reader->interrupt(); });
  base::Result<std::optional<Frame>> frame = std::nullopt;
  do {
    frame = reader->next();
  } while (frame && *frame);
  ASSERT_FALSE(frame);
  EXPECT_EQ(frame.error().code, ErrorCode::deadline_exceeded);
}

TEST(DecoderProcess, IsEndedByAStopWhileAStreamIsBeingOpened) {
  std::stop_source stop;
  stop.request_stop();
  constexpr std::string_view kNobodysAddress = "rtsp://127.0.0.1:1/stream";
  const auto stopped = VideoReader::open_live(kNobodysAddress, {}, {}, {}, stop.get_token());
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::deadline_exceeded);
  EXPECT_TRUE(is_childless());
  const auto refused = VideoReader::open_live(kNobodysAddress);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable) << "where nobody stops it";
}

TEST(DecoderProcess, LeavesNoDescriptorAndNoZombieHoweverItEnds) {
  const auto clip = long_clip();
  const auto short_one = make_clip({.size = {160, 120}, .frames = 3});
  const auto before = count_descriptors();
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(read_clip(short_one).error);                          // to the end
    EXPECT_TRUE(VideoReader::open(clip));                              // given up at once
    EXPECT_FALSE(VideoReader::open(base::Bytes(1000, 7)));             // refused
    EXPECT_FALSE(VideoReader::open(clip, {}, {.worker = "/bin/no"}));  // never started
    EXPECT_FALSE(VideoReader::open(clip, {}, {.worker = "/bin/true"}));
    auto killed = VideoReader::open(clip);
    ASSERT_TRUE(killed);
    ::kill(killed->process_id(), SIGKILL);
  }
  EXPECT_EQ(count_descriptors(), before);
  EXPECT_TRUE(is_childless());
}

TEST(DecoderProcess, DiesWithTheReaderWhileItIsBusy) {
  pid_t worker = 0;
  {
    auto reader = VideoReader::open(long_clip());
    ASSERT_TRUE(reader);
    worker = reader->process_id();
    EXPECT_EQ(::kill(worker, 0), 0);
  }
  EXPECT_EQ(::kill(worker, 0), -1);
}

}  // namespace
}  // namespace facelatch::video
