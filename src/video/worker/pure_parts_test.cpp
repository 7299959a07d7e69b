// SPDX-License-Identifier: Apache-2.0
// The parts of the worker that need no video.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "video/worker/formats.hpp"
#include "video/worker/frame_picker.hpp"
#include "video/worker/orientation.hpp"
#include "video/worker/timeline.hpp"

namespace facelatch::video {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;

TEST(Timeline, StartsAtZeroAndKeepsDistances) {
  Timeline timeline(40ms, Jumps::unexpected);
  EXPECT_EQ(timeline.place(1400ms), 0ms);
  EXPECT_EQ(timeline.place(1433ms), 33ms);
  EXPECT_EQ(timeline.place(90s), 88'600ms) << "a long gap is a long gap";
}

TEST(Timeline, ContinuesWhereStampsAreMissing) {
  Timeline timeline(40ms, Jumps::unexpected);
  EXPECT_EQ(timeline.place({}), 0ms);
  EXPECT_EQ(timeline.place({}), 40ms);
  EXPECT_EQ(timeline.place({}), 80ms);
}

TEST(Timeline, GoesOnAfterAJump) {
  Timeline back(40ms, Jumps::unexpected);
  back.place(100s);
  back.place(101s);
  EXPECT_EQ(back.place(5s), 1040ms);
  EXPECT_EQ(back.place(5100ms), 1140ms);
  Timeline ahead(40ms, Jumps::expected);
  ahead.place(0s);
  EXPECT_EQ(ahead.place(3600s), 40ms);
  EXPECT_EQ(ahead.place(3601s), 1040ms);
}

RC_GTEST_PROP(Timeline, AlwaysIncreases, (const std::vector<std::int64_t>& stamps)) {
  for (const auto jumps : {Jumps::expected, Jumps::unexpected}) {
    Timeline timeline(40ms, jumps);
    microseconds last{-1};
    for (const auto stamp : stamps) {
      const auto time = timeline.place(microseconds(stamp));
      RC_ASSERT(time > last);
      last = time;
    }
  }
}

int count_picked(SetupMessage setup, microseconds distance, int frames) {
  FramePicker picker(setup);
  int picked = 0;
  for (int i = 0; i < frames; ++i) {
    picked += picker.picks({.index = static_cast<std::uint64_t>(i), .time = distance * i}) ? 1 : 0;
  }
  return picked;
}

TEST(FramePicker, KeepsToTheRateInTheMean) {
  SetupMessage setup;
  setup.sampling = SamplingKind::frame_rate;
  setup.interval_us = 100'000;
  EXPECT_EQ(count_picked(setup, 33'333us, 300), 100);
  EXPECT_EQ(count_picked(setup, 40ms, 250), 100);
  EXPECT_EQ(count_picked(setup, 500ms, 20), 20) << "no more than there are";
}

TEST(FramePicker, DoesNotBurstBehindAGap) {
  SetupMessage setup;
  setup.sampling = SamplingKind::frame_rate;
  setup.interval_us = 100'000;
  FramePicker picker(setup);
  EXPECT_TRUE(picker.picks({.index = 0, .time = 0s}));
  EXPECT_TRUE(picker.picks({.index = 1, .time = 10s}));
  EXPECT_FALSE(picker.picks({.index = 2, .time = 10s + 33ms}));
}

Orientation of(double a, double b, double c, double d) {
  constexpr double kOne = 65536;
  const std::array<std::int32_t, 9> matrix{static_cast<std::int32_t>(a * kOne),
                                           static_cast<std::int32_t>(b * kOne),
                                           0,
                                           static_cast<std::int32_t>(c * kOne),
                                           static_cast<std::int32_t>(d * kOne),
                                           0,
                                           0,
                                           0,
                                           1 << 30};
  return orientation_of(matrix);
}

TEST(Orientation, TurnsToTheNearestQuarter) {
  using enum imaging::QuarterTurns;
  EXPECT_EQ(of(1, 0, 0, 1), (Orientation{Mirror::none, none}));
  EXPECT_EQ(of(0, 1, -1, 0), (Orientation{Mirror::none, clockwise}));
  EXPECT_EQ(of(-1, 0, 0, -1), (Orientation{Mirror::none, half}));
  EXPECT_EQ(of(0, -1, 1, 0), (Orientation{Mirror::none, counter_clockwise}));
  EXPECT_EQ(of(0.98, 0.17, -0.17, 0.98), (Orientation{Mirror::none, none}));
  EXPECT_EQ(of(-1, 0, 0, 1), (Orientation{Mirror::upside_down, half}));
  EXPECT_EQ(of(0, 0, 0, 0), Orientation{});
}

RC_GTEST_PROP(Orientation, IsOneOfEightForAnyMatrix, (const std::array<std::int32_t, 9>& matrix)) {
  const auto orientation = orientation_of(matrix);
  RC_ASSERT(static_cast<int>(orientation.turns) >= 0);
  RC_ASSERT(static_cast<int>(orientation.turns) <= 3);
}

std::optional<Container> tell(std::string_view text) {
  return tell_container({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

TEST(TellContainer, GoesByTheFirstBytes) {
  using namespace std::string_view_literals;
  EXPECT_EQ(tell("\0\0\0\x18"
                 "ftypisom"sv),
            Container::mp4);
  EXPECT_EQ(tell("\0\0\0\x08wide"sv), Container::mp4);
  EXPECT_EQ(tell("\x1A\x45\xDF\xA3"), Container::matroska);
  EXPECT_EQ(tell("RIFF....AVI LIST"), Container::avi);
  EXPECT_EQ(tell("GIF89a"), Container::gif);
  EXPECT_EQ(tell(""), std::nullopt);
  EXPECT_EQ(tell("RIFF....WAVEfmt "), std::nullopt);
  EXPECT_EQ(tell("\xFF\xD8\xFF\xE0"), std::nullopt);
  EXPECT_EQ(tell("ffconcat version 1.0\nfile /etc/passwd\n"), std::nullopt);
  EXPECT_EQ(tell("#EXTM3U\n"), std::nullopt);
}

TEST(TellContainer, KnowsTheThreePacketSizesOfMpegTs) {
  for (const std::size_t bytes : {188U, 192U, 204U}) {
    std::string stream(bytes * 6, 'x');
    for (std::size_t at = bytes == 192U ? 4 : 0; at < stream.size(); at += bytes) stream[at] = 'G';
    EXPECT_EQ(tell(stream), Container::mpeg_ts) << bytes;
    stream[bytes * 2 + (bytes == 192U ? 4 : 0)] = 'x';
    EXPECT_EQ(tell(stream), std::nullopt) << bytes;
  }
}

TEST(AllowLists, AreCompleteInThisFfmpeg) {
  for (const auto container :
       {Container::mp4, Container::matroska, Container::avi, Container::mpeg_ts, Container::gif,
        Container::rtsp, Container::http_mjpeg}) {
    EXPECT_NE(find_reader(container), nullptr) << name_of(container);
  }
  for (const auto id : {AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_VP8, AV_CODEC_ID_VP9,
                        AV_CODEC_ID_AV1, AV_CODEC_ID_MJPEG, AV_CODEC_ID_MPEG4, AV_CODEC_ID_GIF}) {
    EXPECT_TRUE(find_decoder(id)) << avcodec_get_name(id);
  }
  EXPECT_FALSE(find_decoder(AV_CODEC_ID_WMV3));
}

}  // namespace
}  // namespace facelatch::video
