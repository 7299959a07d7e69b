// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "imaging/decode.hpp"
#include "imaging/test_pictures.hpp"

namespace facelatch::imaging {
namespace {

using base::Bytes;
using base::ErrorCode;

struct Bitmap {
  std::int64_t width = 0;
  std::int64_t height = 0;  ///< negative: the first row is on top
  int bits = 24;
  int compression = 0;
  Bytes behind_header;  ///< masks and palette
  Bytes pixels;
};

Bytes number(std::int64_t value, int count) {
  return little_endian(static_cast<std::uint64_t>(value), count);
}

Bytes file_of(const Bitmap& bitmap) {
  const auto offset = static_cast<std::int64_t>(54 + bitmap.behind_header.size());
  return joined({text_bytes("BM"), number(0, 8), number(offset, 4), number(40, 4),
                 number(bitmap.width, 4), number(bitmap.height, 4), number(1, 2),
                 number(bitmap.bits, 2), number(bitmap.compression, 4), number(0, 20),
                 bitmap.behind_header, bitmap.pixels});
}

Bytes quarters_file(bool top_down) {
  const auto image = quarters();
  Bytes pixels;  // 96 * 3 bytes need no padding
  for (int y = 0; y < 64; ++y) {
    const auto row = image.view().row(top_down ? y : 63 - y);
    pixels.insert(pixels.end(), row.begin(), row.end());
  }
  return file_of({.width = 96, .height = top_down ? -64 : 64, .pixels = pixels});
}

/// Blue, green, red of each pixel, row by row.
Bytes pixels_of(const Bytes& file) {
  const auto picture = decode(file);
  EXPECT_TRUE(picture) << picture.error().message;
  if (!picture) return {};
  return {picture->image.pixels().begin(), picture->image.pixels().end()};
}

ErrorCode code_of(std::span<const std::uint8_t> bytes, const DecodeOptions& options = {}) {
  const auto picture = decode(bytes, options);
  EXPECT_FALSE(picture);
  return picture ? ErrorCode::internal : picture.error().code;
}

Bytes two_colours() { return {1, 2, 3, 0, 11, 12, 13, 0}; }

TEST(Bmp, KeepsEveryColourFromBelowAndFromAbove) {
  for (const bool top_down : {false, true}) {
    const auto picture = decode(quarters_file(top_down));
    ASSERT_TRUE(picture) << picture.error().message;
    expect_quarters(picture->image, 0);
  }
}

TEST(Bmp, ReadsPalettesOfOneFourAndEightBits) {
  const Bytes expected{11, 12, 13, 1, 2, 3, 11, 12, 13};
  const auto file = [](int bits, const Bytes& row) {
    return file_of(
        {.width = 3, .height = 1, .bits = bits, .behind_header = two_colours(), .pixels = row});
  };
  EXPECT_EQ(pixels_of(file(1, {0b1010'0000, 0, 0, 0})), expected);
  EXPECT_EQ(pixels_of(file(2, {0b0100'0100, 0, 0, 0})), expected);
  EXPECT_EQ(pixels_of(file(4, {0x10, 0x10, 0, 0})), expected);
  EXPECT_EQ(pixels_of(file(8, {1, 0, 1, 0})), expected);
}

TEST(Bmp, ShowsAnIndexBeyondThePaletteAsBlack) {
  const auto file = file_of({.width = 1,
                             .height = 1,
                             .bits = 8,
                             .behind_header = two_colours(),
                             .pixels = {200, 0, 0, 0}});
  EXPECT_EQ(pixels_of(file), (Bytes{0, 0, 0}));
}

TEST(Bmp, ReadsSixteenBitsAsFivePerColour) {
  const auto file =
      file_of({.width = 2, .height = 1, .bits = 16, .pixels = {0x1F, 0x00, 0x00, 0x7C}});
  EXPECT_EQ(pixels_of(file), (Bytes{255, 0, 0, 0, 0, 255}));
}

TEST(Bmp, ReadsColoursWhereMasksSay) {
  const auto masks = joined({number(0xFF, 4), number(0xFF00, 4), number(0xFF0000, 4)});
  const auto file = file_of({.width = 1,
                             .height = 1,
                             .bits = 32,
                             .compression = 3,
                             .behind_header = masks,
                             .pixels = {10, 20, 30, 0}});
  EXPECT_EQ(pixels_of(file), (Bytes{30, 20, 10}));
  const auto torn = joined({number(0b101, 4), number(0, 4), number(0, 4)});
  EXPECT_EQ(code_of(file_of({.width = 1,
                             .height = 1,
                             .bits = 32,
                             .compression = 3,
                             .behind_header = torn,
                             .pixels = {0, 0, 0, 0}})),
            ErrorCode::corrupt);
}

TEST(Bmp, ReadsRunLengths) {
  // A run of two, an end of line, three colours one by one (padded), the end.
  const auto eight = file_of({.width = 3,
                              .height = 2,
                              .bits = 8,
                              .compression = 1,
                              .behind_header = two_colours(),
                              .pixels = {2, 1, 0, 0, 0, 3, 1, 0, 1, 0, 0, 1}});
  EXPECT_EQ(pixels_of(eight), (Bytes{11, 12, 13, 1, 2, 3, 11, 12, 13,  //
                                     11, 12, 13, 11, 12, 13, 1, 2, 3}));
  // Four bits: the two colours of a run take turns.
  const auto four = file_of({.width = 3,
                             .height = 1,
                             .bits = 4,
                             .compression = 2,
                             .behind_header = two_colours(),
                             .pixels = {3, 0x10, 0, 1}});
  EXPECT_EQ(pixels_of(four), (Bytes{11, 12, 13, 1, 2, 3, 11, 12, 13}));
}

TEST(Bmp, MovesAndCutsOffRunLengths) {
  // Moves one to the right and one up, then a run far beyond the row.
  const auto file = file_of({.width = 2,
                             .height = 2,
                             .bits = 8,
                             .compression = 1,
                             .behind_header = two_colours(),
                             .pixels = {0, 2, 1, 1, 255, 1, 0, 1}});
  EXPECT_EQ(pixels_of(file), (Bytes{1, 2, 3, 11, 12, 13, 1, 2, 3, 1, 2, 3}));
}

TEST(Bmp, ThatEndsTooEarlyIsCorrupt) {
  const auto bytes = quarters_file(false);
  for (std::size_t size = 18; size < bytes.size(); size += 7) {
    ASSERT_EQ(code_of(std::span(bytes).first(size)), ErrorCode::corrupt) << size;
  }
  const auto runs = file_of({.width = 3,
                             .height = 2,
                             .bits = 8,
                             .compression = 1,
                             .behind_header = two_colours(),
                             .pixels = {3, 1, 0, 0, 0, 9, 1}});
  EXPECT_EQ(code_of(runs), ErrorCode::corrupt);
}

TEST(Bmp, WithSizesThatCannotBeIsRefused) {
  constexpr auto kLowest = std::numeric_limits<std::int32_t>::min();
  EXPECT_EQ(code_of(file_of({.width = -5, .height = 5})), ErrorCode::corrupt);
  EXPECT_EQ(code_of(file_of({.width = 5, .height = kLowest})), ErrorCode::too_large);
  EXPECT_EQ(code_of(file_of({.width = 60'000, .height = 60'000})), ErrorCode::too_large);
  EXPECT_EQ(code_of(file_of({.width = 0, .height = 5})), ErrorCode::corrupt);
  EXPECT_EQ(code_of(file_of({.width = 5, .height = 5, .bits = 7})), ErrorCode::corrupt);
  EXPECT_EQ(code_of(file_of({.width = 5, .height = 5, .compression = 4})),
            ErrorCode::unsupported_format);
}

}  // namespace
}  // namespace facelatch::imaging
