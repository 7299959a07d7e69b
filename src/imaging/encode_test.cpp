// SPDX-License-Identifier: Apache-2.0
#include "imaging/encode.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "imaging/decode.hpp"

namespace facelatch::imaging {
namespace {

Image gradient(Size size) {
  Image image(size);
  for (int y = 0; y < size.height; ++y) {
    auto row = image.row(y);
    for (int x = 0; x < size.width; ++x) {
      const auto at = static_cast<std::size_t>(x) * 3;
      row[at] = static_cast<std::uint8_t>(x * 255 / size.width);
      row[at + 1] = static_cast<std::uint8_t>(y * 255 / size.height);
      row[at + 2] = 40;
    }
  }
  return image;
}

TEST(EncodePng, KeepsEveryPixel) {
  const auto image = gradient({33, 21});
  const auto bytes = encode_png(image.view());
  ASSERT_TRUE(bytes);
  const auto again = decode(*bytes);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->image.size(), image.size());
  EXPECT_TRUE(std::ranges::equal(again->image.pixels(), image.pixels()));
}

TEST(EncodePng, WritesAViewWithGapsBetweenItsRows) {
  const auto image = gradient({20, 20});
  const ImageView part{image.pixels().data() + image.stride() * 4 + 15, {10, 8}, image.stride()};
  const auto bytes = encode_png(part);
  ASSERT_TRUE(bytes);
  const auto again = decode(*bytes);
  ASSERT_TRUE(again);
  for (int y = 0; y < 8; ++y) {
    EXPECT_TRUE(std::ranges::equal(again->image.view().row(y), part.row(y))) << y;
  }
}

TEST(EncodeJpeg, StaysCloseAtHighQualityAndShrinksAtLow) {
  const auto image = gradient({64, 48});
  const auto fine = encode_jpeg(image.view(), 95);
  const auto coarse = encode_jpeg(image.view(), 20);
  ASSERT_TRUE(fine && coarse);
  EXPECT_LT(coarse->size(), fine->size());
  const auto again = decode(*fine);
  ASSERT_TRUE(again);
  ASSERT_EQ(again->image.size(), image.size());
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    ASSERT_NEAR(again->image.pixels()[i], image.pixels()[i], 10) << "at byte " << i;
  }
}

TEST(Encode, RefusesWhatTheFormatsCannotSay) {
  const Image image({2, 2});
  for (const int quality : {-1, 0, 101}) {
    const auto bytes = encode_jpeg(image.view(), quality);
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().code, base::ErrorCode::invalid_argument);
  }
  EXPECT_FALSE(encode_jpeg(ImageView{}));
  EXPECT_FALSE(encode_png(ImageView{}));
  EXPECT_FALSE(encode_jpeg(Image({65'501, 1}).view()));
  EXPECT_TRUE(encode_png(Image({65'501, 1}).view()));
}

}  // namespace
}  // namespace facelatch::imaging
