// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "imaging/decode.hpp"
#include "imaging/test_pictures.hpp"

namespace facelatch::imaging {
namespace {

using base::Bytes;
using base::ErrorCode;

Bytes file_of(std::string_view header, const Bytes& pixels = {}) {
  return joined({text_bytes(header), pixels});
}

/// Blue, green, red of each pixel, row by row.
Bytes pixels_of(const Bytes& file) {
  const auto picture = decode(file);
  EXPECT_TRUE(picture) << picture.error().message;
  if (!picture) return {};
  return {picture->image.pixels().begin(), picture->image.pixels().end()};
}

ErrorCode code_of(const Bytes& file) {
  const auto picture = decode(file);
  EXPECT_FALSE(picture);
  return picture ? ErrorCode::internal : picture.error().code;
}

TEST(Pnm, ReadsColoursAsBytesAndAsText) {
  EXPECT_EQ(pixels_of(file_of("P6 2 1 255\n", {1, 2, 3, 4, 5, 6})), (Bytes{3, 2, 1, 6, 5, 4}));
  EXPECT_EQ(pixels_of(file_of("P3\n2 1\n255\n1 2 3  4 5 6")), (Bytes{3, 2, 1, 6, 5, 4}));
}

TEST(Pnm, ReadsGrayAsBytesAndAsText) {
  EXPECT_EQ(pixels_of(file_of("P5 2 1 255\n", {7, 9})), (Bytes{7, 7, 7, 9, 9, 9}));
  EXPECT_EQ(pixels_of(file_of("P2 2 1 255 7 9")), (Bytes{7, 7, 7, 9, 9, 9}));
}

TEST(Pnm, ReadsBitmapsWithOneForBlack) {
  EXPECT_EQ(pixels_of(file_of("P4 2 1\n", {0b0100'0000})), (Bytes{255, 255, 255, 0, 0, 0}));
  EXPECT_EQ(pixels_of(file_of("P1 2 1\n01")), (Bytes{255, 255, 255, 0, 0, 0}));
}

TEST(Pnm, ScalesOtherRangesToEightBits) {
  EXPECT_EQ(pixels_of(file_of("P5 2 1 65535\n", {0xFF, 0xFF, 0x80, 0x00})),
            (Bytes{255, 255, 255, 128, 128, 128}));
  EXPECT_EQ(pixels_of(file_of("P2 3 1 15 0 15 99")),
            (Bytes{0, 0, 0, 255, 255, 255, 255, 255, 255}));
}

TEST(Pnm, SkipsComments) {
  EXPECT_EQ(pixels_of(file_of("P5# made by hand\n# twice\n1 # here\n1 255\n", {35})),
            (Bytes{35, 35, 35}));
}

TEST(Pnm, ThatEndsTooEarlyIsCorrupt) {
  for (const auto* text :
       {"P6", "P6 2", "P6 2 1", "P6 2 1 255", "P6 2 1 255\n12345", "P3 2 1 255 1 2 3 4 5"}) {
    EXPECT_EQ(code_of(file_of(text + std::string(std::string_view(text) == "P6" ? " " : ""))),
              ErrorCode::corrupt)
        << text;
  }
}

TEST(Pnm, WithASenselessHeaderIsRefused) {
  EXPECT_EQ(code_of(file_of("P6 -1 5 255\n")), ErrorCode::corrupt);
  EXPECT_EQ(code_of(file_of("P6 0 5 255\n")), ErrorCode::corrupt);
  EXPECT_EQ(code_of(file_of("P6 5 5 0\n")), ErrorCode::corrupt);
  EXPECT_EQ(code_of(file_of("P6 5 5 65536\n")), ErrorCode::corrupt);
  EXPECT_EQ(code_of(file_of("P6 99999999999999999999 5 255\n")), ErrorCode::corrupt);
  EXPECT_EQ(code_of(file_of("P6 100000 100000 255\n")), ErrorCode::too_large);
}

}  // namespace
}  // namespace facelatch::imaging
