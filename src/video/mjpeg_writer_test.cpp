// SPDX-License-Identifier: Apache-2.0
#include "video/mjpeg_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "testing/temporary_folder.hpp"
#include "video/clip_reading.hpp"

namespace facelatch::video {
namespace {

using std::chrono::milliseconds;

imaging::Image plain(imaging::Size size, std::uint8_t level) {
  imaging::Image image(size);
  std::ranges::fill(image.pixels(), level);
  return image;
}

TEST(MjpegWriter, WritesWhatTheReaderReads) {
  const testing::TemporaryFolder folder;
  const auto path = folder.path() / "clip.mp4";
  auto writer = MjpegWriter::create(path).value();
  const std::vector times{milliseconds(0), milliseconds(40), milliseconds(200), milliseconds(300)};
  for (std::size_t i = 0; i < times.size(); ++i) {
    const auto frame = plain({64, 48}, static_cast<std::uint8_t>(60 * i));
    ASSERT_TRUE(writer.add(frame.view(), times[i]));
  }
  EXPECT_FALSE(std::filesystem::exists(path)) << "nothing half";
  ASSERT_TRUE(writer.finish());
  const auto clip = read_to_the_end(VideoReader::open(path));
  ASSERT_FALSE(clip.error) << clip.error->message;
  EXPECT_EQ(clip.info.container, Container::mp4);
  EXPECT_EQ(clip.info.codec, Codec::mjpeg);
  ASSERT_EQ(clip.frames.size(), times.size());
  EXPECT_TRUE(clip.info.warnings().empty());
  for (std::size_t i = 0; i < times.size(); ++i) {
    EXPECT_EQ(clip.frames[i].time, times[i]);
    EXPECT_NEAR(clip.frames[i].image.pixels().front(), 60 * static_cast<int>(i), 4);
  }
}

TEST(MjpegWriter, LeavesNothingWhereItIsNotFinished) {
  const testing::TemporaryFolder folder;
  {
    auto writer = MjpegWriter::create(folder.path() / "clip.mp4").value();
    ASSERT_TRUE(writer.add(plain({16, 16}, 1).view(), milliseconds(0)));
    EXPECT_FALSE(writer.add(plain({16, 16}, 1).view(), milliseconds(0))) << "time stands still";
    EXPECT_FALSE(writer.add(plain({32, 16}, 1).view(), milliseconds(9))) << "another size";
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  EXPECT_FALSE(MjpegWriter::create(folder.path() / "no" / "clip.mp4"));
  EXPECT_FALSE(MjpegWriter::create(folder.path() / "empty.mp4").value().finish());
}

}  // namespace
}  // namespace facelatch::video
