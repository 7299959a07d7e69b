// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <turbojpeg.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <vector>

#include "base/deadline.hpp"
#include "imaging/decode.hpp"
#include "imaging/encode.hpp"
#include "imaging/resize.hpp"
#include "imaging/test_pictures.hpp"
#include "testing/peak_memory.hpp"

namespace facelatch::imaging {
namespace {

using base::Bytes;
using base::ErrorCode;

constexpr int kTolerance = 6;  // of a lossy format at high quality

struct Kind {
  TJPF pixels = TJPF_BGR;
  TJSAMP sampling = TJSAMP_444;
  int flags = 0;
};

Bytes encode_as(std::span<const std::uint8_t> pixels, Size size, Kind kind) {
  auto* encoder = tjInitCompress();
  unsigned char* bytes = nullptr;
  unsigned long count = 0;
  tjCompress2(encoder, pixels.data(), size.width, 0, size.height, kind.pixels, &bytes, &count,
              kind.sampling, 95, kind.flags);
  Bytes result(bytes, bytes + count);
  tjFree(bytes);
  tjDestroy(encoder);
  return result;
}

Bytes quarters_as(Kind kind) {
  const auto image = quarters();
  return encode_as(image.pixels(), image.size(), kind);
}

ErrorCode code_of(std::span<const std::uint8_t> bytes, const DecodeOptions& options = {}) {
  const auto picture = decode(bytes, options);
  EXPECT_FALSE(picture);
  return picture ? ErrorCode::internal : picture.error().code;
}

/// A photograph-like picture of 12 million pixels, 4000 x 3000.
Bytes large_photograph() {
  const auto portrait = decode(shared_file("awkward/gen/base.jpg"));
  return *encode_jpeg(resize(portrait->image.view(), {4000, 3000}).view());
}

TEST(Jpeg, KeepsTheOrderOfColoursInEveryKind) {
  const std::array kinds{Kind{}, Kind{.sampling = TJSAMP_422}, Kind{.sampling = TJSAMP_420},
                         Kind{.sampling = TJSAMP_440}, Kind{.flags = TJFLAG_PROGRESSIVE}};
  for (const auto& kind : kinds) {
    SCOPED_TRACE(kind.sampling);
    const auto picture = decode(quarters_as(kind));
    ASSERT_TRUE(picture) << picture.error().message;
    expect_quarters(picture->image, kTolerance);
    EXPECT_EQ(picture->original, picture->image.size());
    EXPECT_EQ(picture->reduction, 1);
  }
}

TEST(Jpeg, ReadsGrayAsThreeEqualChannels) {
  const std::vector<std::uint8_t> gray(256, 130);
  const auto picture =
      decode(encode_as(gray, {16, 16}, {.pixels = TJPF_GRAY, .sampling = TJSAMP_GRAY}));
  ASSERT_TRUE(picture);
  EXPECT_TRUE(std::ranges::all_of(picture->image.pixels(),
                                  [](int value) { return value >= 129 && value <= 131; }));
}

TEST(Jpeg, ReadsInvertedInks) {
  const auto image = quarters();
  std::vector<std::uint8_t> inks;  // 255 is no ink: the colours themselves, and no black
  for (std::size_t i = 0; i < image.pixels().size(); i += 3) {
    const auto bgr = image.pixels().subspan(i, 3);
    inks.insert(inks.end(), {bgr[2], bgr[1], bgr[0], 255});
  }
  const auto picture = decode(encode_as(inks, image.size(), {.pixels = TJPF_CMYK}));
  ASSERT_TRUE(picture) << picture.error().message;
  expect_quarters(picture->image, kTolerance);
}

TEST(Jpeg, IsUprightForAllEightOrientationsInBothByteOrders) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const auto jpeg = *encode_jpeg(quarters_stored(orientation).view(), 95);
    for (const auto order : {ExifOrder::intel, ExifOrder::motorola}) {
      SCOPED_TRACE(orientation);
      const auto picture = decode(jpeg_with_exif(jpeg, exif_block(orientation, order)));
      ASSERT_TRUE(picture);
      expect_quarters(picture->image, kTolerance);
      EXPECT_EQ(picture->exif_orientation, orientation);
      EXPECT_EQ(picture->original, (Size{96, 64}));
    }
  }
}

TEST(Jpeg, TakesAnOrientationOutOfRangeForUpright) {
  const auto jpeg = *encode_jpeg(quarters().view(), 95);
  for (const int orientation : {0, 9, 99}) {
    const auto picture = decode(jpeg_with_exif(jpeg, exif_block(orientation)));
    ASSERT_TRUE(picture);
    expect_quarters(picture->image, kTolerance);
    EXPECT_EQ(picture->exif_orientation, 1);
  }
}

TEST(Jpeg, IsReducedButNeverBelowTheSufficientSide) {
  const auto jpeg = *encode_jpeg(resize(quarters().view(), {960, 640}).view(), 95);
  const auto reduction_for = [&](int side) {
    const auto picture = decode(jpeg, {.sufficient_side = side});
    EXPECT_EQ(picture->original, (Size{960, 640}));
    EXPECT_EQ(picture->image.size().width, 960 / picture->reduction);
    EXPECT_EQ(picture->scale(), float(picture->reduction));
    return picture->reduction;
  };
  EXPECT_EQ(reduction_for(0), 1);
  EXPECT_EQ(reduction_for(481), 1);
  EXPECT_EQ(reduction_for(480), 2);
  EXPECT_EQ(reduction_for(241), 2);
  EXPECT_EQ(reduction_for(240), 4);
  EXPECT_EQ(reduction_for(120), 8);
  EXPECT_EQ(reduction_for(1), 8);
}

TEST(Jpeg, IsUprightWhenReducedToo) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    SCOPED_TRACE(orientation);
    const auto stored = quarters_stored(orientation);
    const Size large{stored.size().width * 4, stored.size().height * 4};
    const auto jpeg = *encode_jpeg(resize(stored.view(), large).view(), 95);
    const auto picture =
        decode(jpeg_with_exif(jpeg, exif_block(orientation)), {.sufficient_side = 96});
    ASSERT_TRUE(picture);
    EXPECT_EQ(picture->reduction, 4);
    EXPECT_EQ(picture->original, (Size{384, 256}));
    expect_quarters(picture->image, kTolerance);
  }
}

TEST(Jpeg, ThatIsLargeTakesLittleMemoryWhenReduced) {
  const auto jpeg = large_photograph();
  const testing::PeakMemory memory;
  const auto picture = decode(jpeg, {.sufficient_side = 640});
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->image.size(), (Size{1000, 750}));
  EXPECT_LT(memory.growth_bytes(), 12U << 20U);  // all its pixels would be 36 million bytes
}

TEST(Jpeg, ThatEndsTooEarlyIsCorrupt) {
  for (const auto kind : {Kind{.sampling = TJSAMP_420}, Kind{.flags = TJFLAG_PROGRESSIVE}}) {
    const auto jpeg = quarters_as(kind);
    for (std::size_t size = 4; size < jpeg.size(); ++size) {
      ASSERT_EQ(code_of(std::span(jpeg).first(size)), ErrorCode::corrupt) << size;
    }
  }
}

TEST(Jpeg, ThatEndsTooEarlyIsCorruptEvenWithAnEndMarker) {
  const auto jpeg = shared_file("awkward/gen/base.jpg");
  const auto half = std::span(jpeg).first(jpeg.size() / 2);
  EXPECT_EQ(code_of(joined({half, Bytes{0xFF, 0xD9}})), ErrorCode::corrupt);
}

TEST(Jpeg, MayHaveAnythingBehindItsEnd) {
  const auto picture = decode(joined({quarters_as({}), Bytes(5000, 0xAB)}));
  ASSERT_TRUE(picture);
  expect_quarters(picture->image, kTolerance);
}

TEST(Jpeg, WithTooManyScansIsRefused) {
  const auto jpeg = quarters_as({.flags = TJFLAG_PROGRESSIVE});
  const std::array<std::uint8_t, 2> scan_marker{0xFF, 0xDA};
  const auto last_scan = std::ranges::find_end(jpeg, scan_marker).begin();
  const Bytes scan(last_scan, jpeg.end() - 2);
  Bytes bomb(jpeg.begin(), jpeg.end() - 2);
  for (int i = 0; i < 200; ++i) bomb.insert(bomb.end(), scan.begin(), scan.end());
  bomb.insert(bomb.end(), {0xFF, 0xD9});
  EXPECT_EQ(code_of(bomb), ErrorCode::too_large);
}

TEST(Jpeg, BeyondALimitIsRefusedFromItsHeader) {
  const auto jpeg = quarters_as({});
  EXPECT_EQ(code_of(jpeg, {.limits = {.pixels = 6143}}), ErrorCode::too_large);
  EXPECT_EQ(code_of(jpeg, {.limits = {.side = 95}}), ErrorCode::too_large);
  EXPECT_TRUE(decode(jpeg, {.limits = {.pixels = 6144, .side = 96}}));
}

TEST(Jpeg, StopsBetweenRowsWhenTheTimeIsOver) {
  // The picture takes a hundred times as long.
  using std::chrono::microseconds;
  const auto jpeg = shared_file("awkward/gen/large_6k.jpg");
  const auto deadline = base::Deadline::after(microseconds(1000));
  EXPECT_EQ(code_of(jpeg, {.limits = {.deadline = deadline}}), ErrorCode::deadline_exceeded);
}

}  // namespace
}  // namespace facelatch::imaging
