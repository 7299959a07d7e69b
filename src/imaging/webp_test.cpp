// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <webp/encode.h>

#include <algorithm>

#include "imaging/decode.hpp"
#include "imaging/test_pictures.hpp"

namespace facelatch::imaging {
namespace {

using base::Bytes;
using base::ErrorCode;

constexpr std::uint8_t kAnimated = 0x02;

/// An animation chunk: no background, no end of the loop.
Bytes anim_chunk() { return riff_chunk("ANIM", Bytes(6, 0)); }

/// A frame at an even place on the canvas, shown for 100 ms.
Bytes frame_chunk(const Image& image, int x, int y) {
  const auto number = [](int value) { return little_endian(static_cast<std::uint64_t>(value), 3); };
  const auto webp = encode_lossless_webp(image);
  return riff_chunk("ANMF", joined({number(x / 2), number(y / 2), number(image.size().width - 1),
                                    number(image.size().height - 1), number(100), Bytes{0},
                                    webp_bitstream(webp)}));
}

ErrorCode code_of(std::span<const std::uint8_t> bytes, const DecodeOptions& options = {}) {
  const auto picture = decode(bytes, options);
  EXPECT_FALSE(picture);
  return picture ? ErrorCode::internal : picture.error().code;
}

TEST(Webp, KeepsEveryColour) {
  const auto picture = decode(encode_lossless_webp(quarters()));
  ASSERT_TRUE(picture) << picture.error().message;
  expect_quarters(picture->image, 0);
}

TEST(Webp, KeepsTheOrderOfColoursWhenLossy) {
  const auto image = quarters();
  std::uint8_t* bytes = nullptr;
  const auto count = WebPEncodeBGR(image.pixels().data(), 96, 64, 96 * 3, 95, &bytes);
  const Bytes webp(bytes, bytes + count);
  WebPFree(bytes);
  const auto picture = decode(webp);
  ASSERT_TRUE(picture);
  expect_quarters(picture->image, 8);
}

TEST(Webp, IsUprightForAllEightOrientations) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    SCOPED_TRACE(orientation);
    const auto stored = quarters_stored(orientation);
    const auto picture = decode(webp_with_exif(encode_lossless_webp(stored), stored.size(),
                                               exif_block(orientation, ExifOrder::motorola)));
    ASSERT_TRUE(picture) << picture.error().message;
    expect_quarters(picture->image, 0);
    EXPECT_EQ(picture->exif_orientation, orientation);
  }
}

TEST(Webp, OfManyFramesGivesTheFirstOne) {
  const auto picture =
      decode(riff({vp8x_chunk(kAnimated, {96, 64}), anim_chunk(), frame_chunk(quarters(), 0, 0),
                   frame_chunk(Image({96, 64}), 0, 0)}));
  ASSERT_TRUE(picture) << picture.error().message;
  expect_quarters(picture->image, 0);
}

TEST(Webp, PutsASmallFrameWhereItBelongs) {
  Image white({2, 2});
  std::ranges::fill(white.pixels(), 255);
  const auto picture =
      decode(riff({vp8x_chunk(kAnimated, {6, 5}), anim_chunk(), frame_chunk(white, 4, 2)}));
  ASSERT_TRUE(picture) << picture.error().message;
  ASSERT_EQ(picture->image.size(), (Size{6, 5}));
  for (int y = 0; y < 5; ++y) {
    for (int x = 0; x < 6; ++x) {
      const bool inside = x >= 4 && y >= 2 && y < 4;
      EXPECT_EQ(picture->image.view().row(y)[static_cast<std::size_t>(x) * 3], inside ? 255 : 0);
    }
  }
}

TEST(Webp, WithAFrameOutsideOfItsCanvasIsCorrupt) {
  EXPECT_EQ(
      code_of(riff({vp8x_chunk(kAnimated, {6, 5}), anim_chunk(), frame_chunk(quarters(), 0, 0)})),
      ErrorCode::corrupt);
  // The frame says that it fits, its own pixels say that they do not.
  auto frame = frame_chunk(quarters(), 0, 0);
  constexpr std::size_t kWidth = 8 + 6;
  constexpr std::size_t kHeight = 8 + 9;
  frame[kWidth] = 5;
  frame[kHeight] = 4;
  EXPECT_EQ(code_of(riff({vp8x_chunk(kAnimated, {6, 5}), anim_chunk(), frame})),
            ErrorCode::corrupt);
}

TEST(Webp, ThatEndsTooEarlyIsCorrupt) {
  const auto webp = encode_lossless_webp(quarters());
  // The last byte only makes the chunk's size even.
  for (std::size_t size = 12; size < webp.size() - 1; ++size) {
    ASSERT_EQ(code_of(std::span(webp).first(size)), ErrorCode::corrupt) << size;
  }
}

TEST(Webp, BeyondALimitIsRefusedFromItsHeader) {
  const auto webp = encode_lossless_webp(quarters());
  EXPECT_EQ(code_of(webp, {.limits = {.pixels = 6143}}), ErrorCode::too_large);
  EXPECT_EQ(code_of(riff({vp8x_chunk(kAnimated, {1 << 24, 60}), anim_chunk()})),
            ErrorCode::too_large);
}

}  // namespace
}  // namespace facelatch::imaging
