// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <tiffio.h>

#include <algorithm>
#include <vector>

#include "imaging/decode.hpp"
#include "imaging/test_pictures.hpp"
#include "testing/temporary_folder.hpp"

namespace facelatch::imaging {
namespace {

using base::Bytes;
using base::ErrorCode;

struct Kind {
  int bits = 8;
  int channels = 3;
  int compression = COMPRESSION_NONE;
  int rows_per_strip = 64;
  int tile = 0;  ///< sides of tiles; 0 for strips
  int orientation = 1;
};

/// A row of `image` as red, green, blue (or only green, or with an alpha of 7), of 8 or 16 bits.
Bytes row_of(const Image& image, int y, const Kind& kind) {
  Bytes row;
  const auto add = [&](std::uint8_t value) {
    row.push_back(value);
    if (kind.bits == 16) row.push_back(value);  // 257 times the value in either byte order
  };
  const auto pixels = image.view().row(y);
  for (std::size_t i = 0; i < pixels.size(); i += 3) {
    if (kind.channels == 1) {
      add(pixels[i + 1]);
      continue;
    }
    for (const auto channel : {2U, 1U, 0U}) add(pixels[i + channel]);
    if (kind.channels == 4) add(7);
  }
  return row;
}

void write_strips(TIFF* file, const Image& image, const Kind& kind) {
  TIFFSetField(file, TIFFTAG_ROWSPERSTRIP, kind.rows_per_strip);
  for (int y = 0; y < image.size().height; ++y) {
    auto row = row_of(image, y, kind);
    TIFFWriteScanline(file, row.data(), static_cast<std::uint32_t>(y), 0);
  }
}

void write_tiles(TIFF* file, const Image& image, const Kind& kind) {
  TIFFSetField(file, TIFFTAG_TILEWIDTH, kind.tile);
  TIFFSetField(file, TIFFTAG_TILELENGTH, kind.tile);
  const auto side = static_cast<std::size_t>(kind.tile);
  const std::size_t pixel_bytes =
      static_cast<std::size_t>(kind.channels) * (kind.bits == 16 ? 2 : 1);
  for (int top = 0; top < image.size().height; top += kind.tile) {
    for (int left = 0; left < image.size().width; left += kind.tile) {
      Bytes tile(side * side * pixel_bytes);
      for (int y = top; y < std::min(top + kind.tile, image.size().height); ++y) {
        const auto row = row_of(image, y, kind);
        const auto begin = static_cast<std::size_t>(left) * pixel_bytes;
        const auto count = std::min(side * pixel_bytes, row.size() - begin);
        std::ranges::copy(std::span(row).subspan(begin, count),
                          std::span(tile)
                              .subspan(static_cast<std::size_t>(y - top) * side * pixel_bytes)
                              .begin());
      }
      TIFFWriteTile(file, tile.data(), static_cast<std::uint32_t>(left),
                    static_cast<std::uint32_t>(top), 0, 0);
    }
  }
}

Bytes tiff(const Image& image, const Kind& kind) {
  const testing::TemporaryFolder folder;
  const auto path = folder.path() / "picture.tif";
  TIFF* file = TIFFOpen(path.c_str(), "w");
  TIFFSetField(file, TIFFTAG_IMAGEWIDTH, image.size().width);
  TIFFSetField(file, TIFFTAG_IMAGELENGTH, image.size().height);
  TIFFSetField(file, TIFFTAG_BITSPERSAMPLE, kind.bits);
  TIFFSetField(file, TIFFTAG_SAMPLESPERPIXEL, kind.channels);
  TIFFSetField(file, TIFFTAG_PHOTOMETRIC,
               kind.channels == 1 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB);
  TIFFSetField(file, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(file, TIFFTAG_COMPRESSION, kind.compression);
  TIFFSetField(file, TIFFTAG_ORIENTATION, kind.orientation);
  if (kind.channels == 4) {
    const std::uint16_t alpha = EXTRASAMPLE_UNASSALPHA;
    TIFFSetField(file, TIFFTAG_EXTRASAMPLES, 1, &alpha);
  }
  kind.tile == 0 ? write_strips(file, image, kind) : write_tiles(file, image, kind);
  TIFFClose(file);
  return *base::read_file(path, 1U << 24U);
}

ErrorCode code_of(std::span<const std::uint8_t> bytes, const DecodeOptions& options = {}) {
  const auto picture = decode(bytes, options);
  EXPECT_FALSE(picture);
  return picture ? ErrorCode::internal : picture.error().code;
}

TEST(Tiff, KeepsEveryColourInEveryKind) {
  const std::vector<Kind> kinds{{},
                                {.bits = 16},
                                {.channels = 4},
                                {.bits = 16, .channels = 4},
                                {.compression = COMPRESSION_LZW},
                                {.compression = COMPRESSION_ADOBE_DEFLATE},
                                {.compression = COMPRESSION_PACKBITS},
                                {.rows_per_strip = 7},
                                {.tile = 16},
                                {.tile = 80}};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    SCOPED_TRACE(i);
    const auto picture = decode(tiff(quarters(), kinds[i]));
    ASSERT_TRUE(picture) << picture.error().message;
    expect_quarters(picture->image, 0);
  }
}

TEST(Tiff, ReadsGrayAsThreeEqualChannels) {
  for (const int bits : {8, 16}) {
    const auto picture = decode(tiff(quarters(), {.bits = bits, .channels = 1}));
    ASSERT_TRUE(picture) << picture.error().message;
    const auto row = picture->image.view().row(0);
    EXPECT_EQ(row[0], 30);
    EXPECT_EQ(row[1], 30);
    EXPECT_EQ(row[2], 30);
    EXPECT_EQ(row.back(), 200);
  }
}

TEST(Tiff, IsUprightForAllEightOrientations) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    SCOPED_TRACE(orientation);
    const auto picture = decode(tiff(quarters_stored(orientation), {.orientation = orientation}));
    ASSERT_TRUE(picture) << picture.error().message;
    expect_quarters(picture->image, 0);
    EXPECT_EQ(picture->exif_orientation, orientation);
  }
}

TEST(Tiff, ThatEndsTooEarlyIsCorrupt) {
  const auto bytes = tiff(quarters(), {.compression = COMPRESSION_LZW, .rows_per_strip = 8});
  for (std::size_t size = 4; size < bytes.size(); size += 5) {
    ASSERT_EQ(code_of(std::span(bytes).first(size)), ErrorCode::corrupt) << size;
  }
}

TEST(Tiff, BeyondALimitIsRefusedFromItsHeader) {
  EXPECT_EQ(code_of(tiff(quarters(), {}), {.limits = {.side = 95}}), ErrorCode::too_large);
}

TEST(Tiff, OfARareKindIsNotSupported) {
  EXPECT_EQ(code_of(tiff(quarters(), {.compression = COMPRESSION_ZSTD})),
            ErrorCode::unsupported_format);
}

}  // namespace
}  // namespace facelatch::imaging
