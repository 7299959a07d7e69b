// SPDX-License-Identifier: Apache-2.0
#include "video/video_reader.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/file.hpp"
#include "testing/data.hpp"
#include "testing/temporary_folder.hpp"
#include "video/clip_maker.hpp"
#include "video/clip_reading.hpp"

namespace facelatch::video {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

std::vector<int> numbers_of(const std::vector<Frame>& frames) {
  std::vector<int> numbers;
  numbers.reserve(frames.size());
  for (const auto& frame : frames) numbers.push_back(number_in(frame.image));
  return numbers;
}

std::vector<int> count_to(int end, int step = 1) {
  std::vector<int> numbers;
  for (int number = 0; number < end; number += step) numbers.push_back(number);
  return numbers;
}

struct Format {
  const char* container;
  const char* encoder;
  Container told;
  Codec codec;
};

std::ostream& operator<<(std::ostream& stream, const Format& format) {
  return stream << format.encoder << " in " << format.container;
}

class EveryFormat : public ::testing::TestWithParam<Format> {};

TEST_P(EveryFormat, IsToldByItsContentAndGivesItsFramesInOrder) {
  const auto& format = GetParam();
  ClipPlan plan;
  plan.container = format.container;
  plan.encoder = format.encoder;
  plan.size = {320, 240};
  plan.frames = 20;
  const auto clip = read_clip(make_clip(plan));
  ASSERT_FALSE(clip.error) << clip.error->message;
  EXPECT_EQ(clip.info.container, format.told);
  EXPECT_EQ(clip.info.codec, format.codec);
  EXPECT_EQ(clip.info.original, (imaging::Size{320, 240}));
  EXPECT_EQ(clip.info.sandbox, Sandbox::seccomp);
  EXPECT_EQ(numbers_of(clip.frames), count_to(20));
  EXPECT_TRUE(clip.info.is_finished);
  EXPECT_TRUE(clip.info.warnings().empty());
  EXPECT_EQ(colour_at(clip.frames.front().image, 0.25, 0.25), "red");
  EXPECT_EQ(colour_at(clip.frames.front().image, 0.75, 0.25), "green");
  EXPECT_EQ(colour_at(clip.frames.front().image, 0.75, 0.75), "blue");
  EXPECT_EQ(colour_at(clip.frames.front().image, 0.25, 0.75), "yellow");
}

INSTANTIATE_TEST_SUITE_P(
    Formats, EveryFormat,
    ::testing::Values(Format{"mp4", "libx264", Container::mp4, Codec::h264},
                      Format{"mov", "libx264", Container::mp4, Codec::h264},
                      Format{"matroska", "libx264", Container::matroska, Codec::h264},
                      Format{"mpegts", "libx264", Container::mpeg_ts, Codec::h264},
                      Format{"mp4", "libx265", Container::mp4, Codec::hevc},
                      Format{"mpegts", "libx265", Container::mpeg_ts, Codec::hevc},
                      Format{"webm", "libvpx", Container::matroska, Codec::vp8},
                      Format{"webm", "libvpx-vp9", Container::matroska, Codec::vp9},
                      Format{"mp4", "libaom-av1", Container::mp4, Codec::av1},
                      Format{"webm", "libaom-av1", Container::matroska, Codec::av1},
                      Format{"avi", "mjpeg", Container::avi, Codec::mjpeg},
                      Format{"mov", "mjpeg", Container::mp4, Codec::mjpeg},
                      Format{"avi", "mpeg4", Container::avi, Codec::mpeg4},
                      Format{"mp4", "mpeg4", Container::mp4, Codec::mpeg4},
                      Format{"gif", "gif", Container::gif, Codec::gif}));

/// A display matrix from its four numbers that matter, 16.16.
std::array<std::int32_t, 9> matrix(int a, int b, int c, int d) {
  constexpr int kOne = 1 << 16;
  return {a * kOne, b * kOne, 0, c * kOne, d * kOne, 0, 0, 0, 1 << 30};
}

/// The colours of the quarters, clockwise from the upper left, of an upright frame.
std::vector<std::string> quarters(const imaging::Image& image) {
  return {colour_at(image, 0.25, 0.25), colour_at(image, 0.75, 0.25), colour_at(image, 0.75, 0.75),
          colour_at(image, 0.25, 0.75)};
}

std::vector<std::string> quarters_with(const std::array<std::int32_t, 9>& display_matrix,
                                       imaging::Size expected_size) {
  ClipPlan plan;
  plan.frames = 2;
  plan.display_matrix = display_matrix;
  const auto clip = read_clip(make_clip(plan));
  if (clip.frames.empty()) return {};
  EXPECT_EQ(clip.frames.front().image.size(), expected_size);
  EXPECT_EQ(clip.frames.front().original, expected_size);
  EXPECT_EQ(clip.info.original, expected_size);
  return quarters(clip.frames.front().image);
}

TEST(VideoReader, TurnsFramesAsTheDisplayMatrixSays) {
  const imaging::Size lying{320, 240};
  const imaging::Size standing{240, 320};
  using Colours = std::vector<std::string>;
  // Clockwise: what was on the left comes on top.
  EXPECT_EQ(quarters_with(matrix(0, 1, -1, 0), standing),
            (Colours{"yellow", "red", "green", "blue"}));
  EXPECT_EQ(quarters_with(matrix(-1, 0, 0, -1), lying),
            (Colours{"blue", "yellow", "red", "green"}));
  EXPECT_EQ(quarters_with(matrix(0, -1, 1, 0), standing),
            (Colours{"green", "blue", "yellow", "red"}));
}

TEST(VideoReader, MirrorsFramesAsTheDisplayMatrixSays) {
  const imaging::Size lying{320, 240};
  using Colours = std::vector<std::string>;
  EXPECT_EQ(quarters_with(matrix(-1, 0, 0, 1), lying), (Colours{"green", "red", "yellow", "blue"}));
  EXPECT_EQ(quarters_with(matrix(1, 0, 0, -1), lying), (Colours{"yellow", "blue", "green", "red"}));
}

TEST(VideoReader, MakesPixelsSquare) {
  ClipPlan plan;
  plan.frames = 1;
  plan.aspect_numerator = 3;
  plan.aspect_denominator = 2;
  const auto clip = read_clip(make_clip(plan));
  ASSERT_EQ(clip.frames.size(), 1U);
  EXPECT_EQ(clip.frames.front().image.size(), (imaging::Size{480, 240}));
  EXPECT_EQ(colour_at(clip.frames.front().image, 0.75, 0.25), "green");
}

TEST(VideoReader, TakesTimesFromTheStream) {
  ClipPlan plan;
  plan.container = "matroska";
  plan.frames = 5;
  plan.times = {milliseconds(400), milliseconds(440), milliseconds(1000), milliseconds(1010),
                milliseconds(9000)};
  const auto clip = read_clip(make_clip(plan));
  ASSERT_EQ(clip.frames.size(), 5U);
  for (std::size_t i = 0; i < clip.frames.size(); ++i) {
    EXPECT_EQ(clip.frames[i].time, plan.times[i] - plan.times[0]);
    EXPECT_EQ(clip.frames[i].index, i);
  }
}

TEST(VideoReader, ReadsStreamsThatDoNotSayHowLongTheyAre) {
  ClipPlan plan;
  plan.container = "webm";
  plan.encoder = "libvpx";
  plan.writer_options = {{"live", "1"}};
  const auto clip = read_clip(make_clip(plan));
  ASSERT_FALSE(clip.error);
  EXPECT_FALSE(clip.info.declared_duration);
  EXPECT_EQ(clip.frames.size(), 30U);
}

/// The film with each duration in the named boxes set to the largest number.
base::Bytes with_endless_duration(base::Bytes clip) {
  struct Box {
    std::string name;
    std::size_t duration_offset;  // behind the name, version 0 (ISO/IEC 14496-12, 8.2.2 and 8.4.2)
  };
  for (const Box& box : {Box{"mvhd", 16}, Box{"tkhd", 20}, Box{"mdhd", 16}}) {
    const auto found = std::search(clip.begin(), clip.end(), box.name.begin(), box.name.end());
    const auto at = found + 4 + static_cast<std::ptrdiff_t>(box.duration_offset);
    std::fill(at, at + 4, std::uint8_t{0xFF});
  }
  return clip;
}

TEST(VideoReader, DoesNotBelieveADurationInTheHeader) {
  const auto clip = read_clip(with_endless_duration(make_clip({})));
  ASSERT_FALSE(clip.error) << clip.error->message;
  EXPECT_EQ(clip.frames.size(), 30U);
}

TEST(VideoReader, DeliversEachNthFrame) {
  VideoOptions options;
  options.sampling = EveryNth{7};
  const auto clip = read_clip(make_clip({}), {}, options);
  EXPECT_EQ(numbers_of(clip.frames), count_to(30, 7));
  EXPECT_EQ(clip.frames.back().index, 28U);
  EXPECT_EQ(clip.info.decoded, 30U);
  EXPECT_EQ(clip.info.delivered, 5U);
  EXPECT_TRUE(clip.info.warnings().empty());
}

TEST(VideoReader, DeliversFramesAtARate) {
  VideoOptions options;
  options.sampling = FrameRate{5};
  const auto clip = read_clip(make_clip({}), {}, options);
  EXPECT_EQ(numbers_of(clip.frames), count_to(30, 5));
}

TEST(VideoReader, DeliversKeyFramesOnly) {
  VideoOptions options;
  options.sampling = KeyFrames{};
  ClipPlan plan;
  plan.frames = 36;
  plan.encoder = "mpeg4";
  const auto clip = read_clip(make_clip(plan), {}, options);
  EXPECT_EQ(numbers_of(clip.frames), count_to(36, 12));
  EXPECT_TRUE(clip.info.warnings().empty());
}

TEST(VideoReader, MakesFramesSmallerButTellsTheirTrueSize) {
  VideoOptions options;
  options.longer_side = 160;
  const auto clip = read_clip(make_clip({}), {}, options);
  ASSERT_EQ(clip.frames.size(), 30U);
  EXPECT_EQ(clip.frames[9].image.size(), (imaging::Size{160, 120}));
  EXPECT_EQ(clip.frames[9].original, (imaging::Size{320, 240}));
  EXPECT_FLOAT_EQ(clip.frames[9].scale(), 2.0F);
  EXPECT_EQ(numbers_of(clip.frames), count_to(30));
}

TEST(VideoReader, NeverMakesFramesLarger) {
  VideoOptions options;
  options.longer_side = 4000;
  const auto clip = read_clip(make_clip({}), {}, options);
  EXPECT_EQ(clip.frames.at(0).image.size(), (imaging::Size{320, 240}));
}

TEST(VideoReader, GivesTheSameFramesWithMoreThreads) {
  for (const auto* encoder : {"libx264", "libx265", "libvpx-vp9", "libaom-av1", "mjpeg"}) {
    ClipPlan plan;
    plan.encoder = encoder;
    plan.container = "matroska";
    VideoOptions options;
    options.threads = 2;
    const auto clip = read_clip(make_clip(plan), {}, options);
    EXPECT_EQ(numbers_of(clip.frames), count_to(30)) << encoder;
  }
}

TEST(VideoReader, ReadsAnOpenFileFromItsStartWhereverItsOffsetIs) {
  const testing::TemporaryFolder folder;
  const auto path = folder.path() / "clip";
  ASSERT_TRUE(base::write_file(path, make_clip({})));
  base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_EQ(::lseek(file.value(), 100, SEEK_SET), 100);
  auto reader = VideoReader::open(std::move(file));
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_TRUE(reader->next().value().has_value());
}

TEST(VideoReader, RefusesWhatIsNoFile) {
  const testing::TemporaryFolder folder;
  EXPECT_EQ(VideoReader::open(folder.path()).error().code, base::ErrorCode::invalid_argument);
  EXPECT_EQ(VideoReader::open(folder.path() / "none").error().code, base::ErrorCode::not_found);
  const auto pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(VideoReader::open(pipe).error().code, base::ErrorCode::invalid_argument);
  EXPECT_EQ(VideoReader::open(std::filesystem::path("/dev/zero")).error().code,
            base::ErrorCode::invalid_argument);
}

TEST(VideoReader, RefusesOptionsOutOfTheirRange) {
  const auto clip = make_clip({.frames = 1});
  const auto code = [&](const VideoOptions& options) {
    const auto reader = VideoReader::open(clip, {}, options);
    return reader ? base::ErrorCode::internal : reader.error().code;
  };
  EXPECT_EQ(code({.sampling = EveryNth{0}}), base::ErrorCode::invalid_argument);
  EXPECT_EQ(code({.sampling = FrameRate{0}}), base::ErrorCode::invalid_argument);
  EXPECT_EQ(code({.sampling = FrameRate{std::nan("")}}), base::ErrorCode::invalid_argument);
  EXPECT_EQ(code({.longer_side = -1}), base::ErrorCode::invalid_argument);
  EXPECT_EQ(code({.threads = 0}), base::ErrorCode::invalid_argument);
  EXPECT_EQ(code({.worker = "/nowhere/worker"}), base::ErrorCode::unavailable);
}

TEST(VideoReader, ReadsSeveralVideosAtOnce) {
  const auto clip = make_clip({});
  const auto read = [&clip] { EXPECT_EQ(read_clip(clip).frames.size(), 30U); };
  const std::jthread first(read);
  const std::jthread second(read);
  const std::jthread third(read);
}

TEST(VideoReader, ReadsTheRealClips) {
  // The counts are those of Debian's own ffprobe; the first one's header claims 158.
  EXPECT_EQ(read_file_clip(testing::shared_data("video_dev/obama_short_stream.mp4")).size(), 55U);
  EXPECT_EQ(read_file_clip(testing::shared_data("video_dev/intel_asl_sister.mkv")).size(), 87U);
  EXPECT_EQ(
      read_file_clip(testing::shared_data("live_video_dev/real/zubair_turns_hand.mov")).size(),
      199U);
  EXPECT_EQ(read_file_clip(testing::shared_data("live_video_dev/real/apfol.webm")).size(), 214U);
}

}  // namespace
}  // namespace facelatch::video
