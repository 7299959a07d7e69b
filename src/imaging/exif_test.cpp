// SPDX-License-Identifier: Apache-2.0
#include "imaging/exif.hpp"

#include <gtest/gtest.h>

#include "imaging/encode.hpp"
#include "imaging/test_pictures.hpp"

namespace facelatch::imaging {
namespace {

using base::Bytes;

TEST(Exif, ReadsEveryOrientationInBothByteOrders) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    EXPECT_EQ(exif_orientation(exif_block(orientation, ExifOrder::intel)), orientation);
    EXPECT_EQ(exif_orientation(exif_block(orientation, ExifOrder::motorola)), orientation);
  }
}

TEST(Exif, TakesWhatIsOutOfRangeForUpright) {
  for (const int orientation : {0, 9, 99, 65'535}) {
    EXPECT_EQ(exif_orientation(exif_block(orientation)), 1);
  }
}

TEST(Exif, TakesWhatIsCutOffForUpright) {
  const auto block = exif_block(6);
  const std::size_t needed = 8 + 2 + 12;  // header, count, the entry
  for (std::size_t size = 0; size < needed; ++size) {
    EXPECT_EQ(exif_orientation(std::span(block).first(size)), 1) << size;
  }
  EXPECT_EQ(exif_orientation(std::span(block).first(needed)), 6);
}

TEST(Exif, TakesADirectoryBeyondTheEndForUpright) {
  auto block = exif_block(6);
  for (const auto offset : {std::uint8_t{0x7F}, std::uint8_t{0xFF}}) {
    block[4] = block[5] = block[6] = block[7] = offset;
    EXPECT_EQ(exif_orientation(block), 1);
  }
}

TEST(Exif, IgnoresAnOrientationOfTheWrongType) {
  auto block = exif_block(6);
  block[8 + 2 + 2] = 2;  // text
  EXPECT_EQ(exif_orientation(block), 1);
}

TEST(Exif, LooksAtTheFirstExifSegmentOfAJpegOnly) {
  const auto jpeg = *encode_jpeg(quarters().view());
  const auto twice = jpeg_with_exif(jpeg_with_exif(jpeg, exif_block(3)), exif_block(6));
  EXPECT_EQ(jpeg_orientation(jpeg), 1);
  EXPECT_EQ(jpeg_orientation(twice), 6);
}

TEST(Exif, SkipsOtherSegmentsAndFillBytesOfAJpeg) {
  const auto with_exif = jpeg_with_exif(*encode_jpeg(quarters().view()), exif_block(8));
  const Bytes start{0xFF, 0xD8};
  const Bytes notes{0xFF, 0xE1, 0, 6, 'n', 'o', 't', 'e', 0xFF};  // an APP1 without EXIF, a fill
  EXPECT_EQ(jpeg_orientation(joined({start, notes, std::span(with_exif).subspan(2)})), 8);
}

TEST(Exif, IsFoundInPngAndWebp) {
  const auto image = quarters();
  EXPECT_EQ(png_orientation(png_with_exif(*encode_png(image.view()), exif_block(5))), 5);
  const auto webp = encode_lossless_webp(image);
  EXPECT_EQ(webp_orientation(webp_with_exif(webp, image.size(), exif_block(7))), 7);
  // Some programs put JPEG's prefix there too.
  const auto prefixed = joined({text_bytes({"Exif\0\0", 6}), exif_block(7)});
  EXPECT_EQ(webp_orientation(webp_with_exif(webp, image.size(), prefixed)), 7);
}

TEST(Exif, SurvivesEveryCutThroughAFile) {
  const auto image = quarters();
  const auto jpeg = jpeg_with_exif(*encode_jpeg(image.view()), exif_block(6));
  const auto png = png_with_exif(*encode_png(image.view()), exif_block(6));
  const auto webp = webp_with_exif(encode_lossless_webp(image), image.size(), exif_block(6));
  for (std::size_t size = 0; size < 200; ++size) {
    EXPECT_GE(jpeg_orientation(std::span(jpeg).first(std::min(size, jpeg.size()))), 1);
    EXPECT_GE(png_orientation(std::span(png).first(std::min(size, png.size()))), 1);
    EXPECT_GE(webp_orientation(std::span(webp).first(std::min(size, webp.size()))), 1);
  }
}

}  // namespace
}  // namespace facelatch::imaging
