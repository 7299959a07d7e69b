// SPDX-License-Identifier: Apache-2.0
#include "imaging/test_pictures.hpp"

#include <gtest/gtest.h>
#include <webp/encode.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "testing/data.hpp"

namespace facelatch::imaging {
namespace {

constexpr Size kQuarters{96, 64};

using Pixel = std::array<std::uint8_t, 3>;
constexpr std::array<Pixel, 4> kColours{Pixel{20, 30, 220}, Pixel{40, 200, 50}, Pixel{210, 60, 30},
                                        Pixel{250, 240, 245}};

std::size_t quarter_of(int x, int y) {
  return (y < kQuarters.height / 2 ? 0U : 2U) + (x < kQuarters.width / 2 ? 0U : 1U);
}

std::span<std::uint8_t> pixel(Image& image, int x, int y) {
  return image.row(y).subspan(static_cast<std::size_t>(x) * 3, 3);
}

struct Position {
  int x;
  int y;
};

/// Where a file of size `stored` has the pixel that the upright picture shows at `upright`
/// (EXIF 2.32, 4.6.4).
Position stored_position(Position upright, int orientation, Size stored) {
  const auto [x, y] = upright;
  const int right = stored.width - 1;
  const int bottom = stored.height - 1;
  switch (orientation) {
    case 2:
      return {right - x, y};
    case 3:
      return {right - x, bottom - y};
    case 4:
      return {x, bottom - y};
    case 5:
      return {y, x};
    case 6:
      return {y, bottom - x};
    case 7:
      return {right - y, bottom - x};
    case 8:
      return {right - y, x};
    default:
      return {x, y};
  }
}

base::Bytes big_endian(std::uint64_t value, int count) {
  auto bytes = little_endian(value, count);
  std::ranges::reverse(bytes);
  return bytes;
}

/// CRC-32 as PNG defines it (annex D), the short way.
std::uint32_t png_checksum(std::span<const std::uint8_t> bytes) {
  std::uint32_t sum = 0xFFFFFFFFU;
  for (const std::uint32_t byte : bytes) {
    sum ^= byte;
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~sum;
}

}  // namespace

Image quarters() { return quarters_stored(1); }

Image quarters_stored(int exif_orientation) {
  Image image(exif_orientation >= 5 ? Size{kQuarters.height, kQuarters.width} : kQuarters);
  for (int y = 0; y < kQuarters.height; ++y) {
    for (int x = 0; x < kQuarters.width; ++x) {
      const auto at = stored_position({x, y}, exif_orientation, image.size());
      std::ranges::copy(kColours[quarter_of(x, y)], pixel(image, at.x, at.y).begin());
    }
  }
  return image;
}

void expect_quarters(const Image& image, int tolerance) {
  ASSERT_EQ(image.size(), kQuarters);
  for (const int y : {kQuarters.height / 4, kQuarters.height * 3 / 4}) {
    for (const int x : {kQuarters.width / 4, kQuarters.width * 3 / 4}) {
      const auto& wanted = kColours[quarter_of(x, y)];
      const auto found = image.view().row(y).subspan(static_cast<std::size_t>(x) * 3, 3);
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_LE(std::abs(found[i] - wanted[i]), tolerance)
            << "channel " << i << " at " << x << ", " << y << " is " << int{found[i]} << " and not "
            << int{wanted[i]};
      }
    }
  }
}

base::Bytes little_endian(std::uint64_t value, int count) {
  base::Bytes bytes;
  for (int i = 0; i < count; ++i, value >>= 8U) {
    bytes.push_back(static_cast<std::uint8_t>(value & 0xFFU));
  }
  return bytes;
}

base::Bytes text_bytes(std::string_view text) { return {text.begin(), text.end()}; }

base::Bytes joined(std::initializer_list<std::span<const std::uint8_t>> parts) {
  base::Bytes bytes;
  for (const auto part : parts) bytes.insert(bytes.end(), part.begin(), part.end());
  return bytes;
}

base::Bytes exif_block(int orientation, ExifOrder order) {
  const bool intel = order == ExifOrder::intel;
  const auto number = [&](std::uint64_t value, int count) {
    return intel ? little_endian(value, count) : big_endian(value, count);
  };
  constexpr int kOrientationTag = 0x0112;
  constexpr int kShort = 3;
  return joined({text_bytes(intel ? "II" : "MM"), number(42, 2), number(8, 4), number(1, 2),
                 number(kOrientationTag, 2), number(kShort, 2), number(1, 4),
                 number(static_cast<std::uint64_t>(orientation), 2), number(0, 2), number(0, 4)});
}

base::Bytes jpeg_with_exif(std::span<const std::uint8_t> jpeg, std::span<const std::uint8_t> exif) {
  return joined({base::Bytes{0xFF, 0xD8, 0xFF, 0xE1}, big_endian(exif.size() + 8, 2),
                 text_bytes({"Exif\0\0", 6}), exif, jpeg.subspan(2)});
}

base::Bytes png_with_exif(std::span<const std::uint8_t> png, std::span<const std::uint8_t> exif) {
  constexpr std::size_t kEndOfHeader = 33;
  const auto content = joined({text_bytes("eXIf"), exif});
  return joined({png.first(kEndOfHeader), big_endian(exif.size(), 4), content,
                 big_endian(png_checksum(content), 4), png.subspan(kEndOfHeader)});
}

base::Bytes webp_with_exif(std::span<const std::uint8_t> webp, Size canvas,
                           std::span<const std::uint8_t> exif) {
  constexpr std::uint8_t kHasExif = 0x08;
  const auto bitstream = webp_bitstream(webp);
  return riff({vp8x_chunk(kHasExif, canvas),
               {bitstream.begin(), bitstream.end()},
               riff_chunk("EXIF", exif)});
}

base::Bytes encode_lossless_webp(const Image& image) {
  std::uint8_t* bytes = nullptr;
  const auto size = image.size();
  const std::size_t count = WebPEncodeLosslessBGR(image.pixels().data(), size.width, size.height,
                                                  static_cast<int>(image.stride()), &bytes);
  base::Bytes result(bytes, bytes + count);
  WebPFree(bytes);
  return result;
}

base::Bytes riff_chunk(std::string_view name, std::span<const std::uint8_t> content) {
  auto chunk = joined({text_bytes(name), little_endian(content.size(), 4), content});
  if (content.size() % 2 == 1) chunk.push_back(0);
  return chunk;
}

base::Bytes riff(const std::vector<base::Bytes>& chunks) {
  auto content = text_bytes("WEBP");
  for (const auto& chunk : chunks) content = joined({content, chunk});
  return riff_chunk("RIFF", content);
}

base::Bytes vp8x_chunk(std::uint8_t flags, Size canvas) {
  const auto size_minus_one = [](int side) {
    return little_endian(static_cast<std::uint64_t>(side - 1), 3);
  };
  return riff_chunk("VP8X", joined({base::Bytes{flags, 0, 0, 0}, size_minus_one(canvas.width),
                                    size_minus_one(canvas.height)}));
}

std::span<const std::uint8_t> webp_bitstream(std::span<const std::uint8_t> webp) {
  return webp.subspan(12);
}

base::Bytes shared_file(std::string_view name) {
  auto bytes = base::read_file(testing::shared_data(name), 64U << 20U);
  EXPECT_TRUE(bytes) << name;
  return bytes.value_or(base::Bytes{});
}

}  // namespace facelatch::imaging
