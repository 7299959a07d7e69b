// SPDX-License-Identifier: Apache-2.0
#include "imaging/sniff.hpp"

#include <gtest/gtest.h>

#include <string>

#include "imaging/decode.hpp"
#include "imaging/encode.hpp"
#include "imaging/test_pictures.hpp"

namespace facelatch::imaging {
namespace {

using namespace std::string_view_literals;

ImageFormat sniff_text(std::string_view text) { return sniff(text_bytes(text)); }

TEST(Sniff, KnowsPicturesByTheirFirstBytes) {
  EXPECT_EQ(sniff_text("\xFF\xD8\xFF\xE0"), ImageFormat::jpeg);
  EXPECT_EQ(sniff(*encode_png(quarters().view())), ImageFormat::png);
  EXPECT_EQ(sniff_text("RIFF\x10\0\0\0WEBPVP8 "sv), ImageFormat::webp);
  EXPECT_EQ(sniff_text("GIF87a"), ImageFormat::gif);
  EXPECT_EQ(sniff_text("GIF89a"), ImageFormat::gif);
  EXPECT_EQ(sniff_text("P6\n1 1"), ImageFormat::pnm);
  EXPECT_EQ(sniff_text("II*\0\x08\0\0\0"sv), ImageFormat::tiff);
  EXPECT_EQ(sniff_text("MM\0*\0\0\0\x08"sv), ImageFormat::tiff);
  EXPECT_EQ(sniff_text("BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"sv), ImageFormat::bmp);
}

TEST(Sniff, TellsPicturesFromVideosByTheirBrands) {
  EXPECT_EQ(sniff_text("\0\0\0\x18"
                       "ftypheic\0\0\0\0mif1heic"sv),
            ImageFormat::heif);
  EXPECT_EQ(sniff_text("\0\0\0\x18"
                       "ftypmif1\0\0\0\0miafavif"sv),
            ImageFormat::heif);
  EXPECT_EQ(sniff_text("\0\0\0\x18"
                       "ftypisom\0\0\0\0iso2mp41"sv),
            ImageFormat::video);
  // A brand behind the box does not count.
  EXPECT_EQ(sniff_text("\0\0\0\x10"
                       "ftypisom\0\0\0\0heicheic"sv),
            ImageFormat::video);
}

TEST(Sniff, KnowsWhatPeopleSendByMistake) {
  EXPECT_EQ(sniff_text("%PDF-1.7"), ImageFormat::pdf);
  EXPECT_EQ(sniff_text("<?xml version='1.0'?>\n<svg xmlns="), ImageFormat::svg);
  EXPECT_EQ(sniff_text("\xEF\xBB\xBF \r\n<!DOCTYPE HTML>"), ImageFormat::html);
  EXPECT_EQ(sniff_text("<HTML><body><svg/>"), ImageFormat::html);
  EXPECT_EQ(sniff_text("\x1A\x45\xDF\xA3"), ImageFormat::video);
  EXPECT_EQ(sniff_text("RIFF\0\0\0\0AVI LIST"sv), ImageFormat::video);
  EXPECT_EQ(sniff_text("RIFF\0\0\0\0WAVEfmt "sv), ImageFormat::audio);
  EXPECT_EQ(sniff_text("PK\3\4"), ImageFormat::archive);
  EXPECT_EQ(sniff_text("8BPS"), ImageFormat::photoshop);
}

TEST(Sniff, TakesTextAndNoiseForUnknown) {
  EXPECT_EQ(sniff({}), ImageFormat::unknown);
  EXPECT_EQ(sniff_text("P"), ImageFormat::unknown);
  EXPECT_EQ(sniff_text("P7 pixels"), ImageFormat::unknown);
  EXPECT_EQ(sniff_text("BM is a company in Munich, they say"), ImageFormat::unknown);
  EXPECT_EQ(sniff_text("RIFF"), ImageFormat::unknown);
  EXPECT_EQ(sniff_text("< nothing"), ImageFormat::unknown);
  EXPECT_EQ(sniff_text(std::string(10'000, '\0')), ImageFormat::unknown);
}

TEST(Sniff, IsWhatDecodingSaysInItsMessage) {
  const auto refused = decode(text_bytes("%PDF-1.7 and so on"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::unsupported_format);
  EXPECT_EQ(refused.error().message,
            "This is a PDF document, which cannot be read; send a JPEG, PNG or WebP picture.");
}

}  // namespace
}  // namespace facelatch::imaging
