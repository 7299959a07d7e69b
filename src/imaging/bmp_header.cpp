// SPDX-License-Identifier: Apache-2.0
#include "imaging/bmp_header.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "imaging/byte_reader.hpp"

namespace facelatch::imaging {
namespace {

using base::Result;

constexpr std::size_t kFileHeader = 14;
constexpr std::uint32_t kCoreHeader = 12;   // OS/2 1.x
constexpr std::uint32_t kInfoHeader = 40;   // the first with a field for compression
constexpr std::uint32_t kInfoHeader2 = 52;  // the first with room for masks
constexpr std::uint32_t kOs2Header = 64;    // OS/2 2.x gives other meanings to compressions 3 and 4

enum Compression : std::uint32_t { none = 0, rle8 = 1, rle4 = 2, bit_fields = 3, alpha_fields = 6 };

/// The numbers of the header, as they stand there.
struct Fields {
  std::uint32_t header_bytes = 0;
  std::int64_t width = 0;
  std::int64_t height = 0;
  int bits_per_pixel = 0;
  std::uint32_t compression = none;
  std::uint32_t colours = 0;
  std::size_t masks_bytes = 0;  ///< of masks that stand behind the header
};

std::uint32_t number(ByteView file, std::size_t at) {
  return read32(file, at, ByteOrder::little_endian).value_or(0);
}

std::uint16_t short_number(ByteView file, std::size_t at) {
  return read16(file, at, ByteOrder::little_endian).value_or(0);
}

Fields read_fields(ByteView file) {
  Fields fields{.header_bytes = number(file, kFileHeader)};
  if (fields.header_bytes == kCoreHeader) {
    fields.width = short_number(file, kFileHeader + 4);
    fields.height = short_number(file, kFileHeader + 6);
    fields.bits_per_pixel = short_number(file, kFileHeader + 10);
    return fields;
  }
  fields.width = static_cast<std::int32_t>(number(file, kFileHeader + 4));
  fields.height = static_cast<std::int32_t>(number(file, kFileHeader + 8));
  fields.bits_per_pixel = short_number(file, kFileHeader + 14);
  if (fields.header_bytes < kInfoHeader) return fields;
  fields.compression = number(file, kFileHeader + 16);
  fields.colours = number(file, kFileHeader + 32);
  if (fields.header_bytes == kInfoHeader) {
    if (fields.compression == bit_fields) fields.masks_bytes = 12;
    if (fields.compression == alpha_fields) fields.masks_bytes = 16;
  }
  return fields;
}

Result<BmpPacking> packing_of(const Fields& fields) {
  const int bits = fields.bits_per_pixel;
  constexpr std::array kDepths{1, 2, 4, 8, 16, 24, 32};
  if (std::ranges::find(kDepths, bits) == kDepths.end()) return damaged("BMP");
  if (fields.compression == none) return BmpPacking::plain;
  if (fields.compression == rle8 && bits == 8) return BmpPacking::run_length_8;
  if (fields.compression == rle4 && bits == 4) return BmpPacking::run_length_4;
  const bool has_masks = fields.compression == bit_fields || fields.compression == alpha_fields;
  if (has_masks && (bits == 16 || bits == 32) && fields.header_bytes != kOs2Header) {
    return BmpPacking::plain;
  }
  return not_supported("a BMP picture of a rare kind");
}

/// A mask's bits must be neighbours.
bool is_sound(std::uint32_t mask) {
  if (mask == 0) return true;
  const std::uint32_t lowest = mask & (~mask + 1);
  return ((mask / lowest) & (mask / lowest + 1)) == 0;
}

Result<BmpMasks> read_masks(ByteView file, const Fields& fields) {
  if (fields.compression != bit_fields && fields.compression != alpha_fields) {
    return fields.bits_per_pixel == 16
               ? BmpMasks{.red = 0x7C00, .green = 0x03E0, .blue = 0x001F}
               : BmpMasks{.red = 0x00FF0000, .green = 0x0000FF00, .blue = 0x000000FF};
  }
  const std::size_t at = kFileHeader + kInfoHeader;  // the same place in and behind the header
  static_assert(kInfoHeader2 == kInfoHeader + 12);
  const BmpMasks masks{
      .red = number(file, at), .green = number(file, at + 4), .blue = number(file, at + 8)};
  if (!is_sound(masks.red) || !is_sound(masks.green) || !is_sound(masks.blue)) {
    return damaged("BMP");
  }
  return masks;
}

std::vector<BmpColour> read_palette(ByteView file, const Fields& fields, std::size_t pixels_at) {
  if (fields.bits_per_pixel > 8) return {};
  const std::size_t entry = fields.header_bytes == kCoreHeader ? 3 : 4;
  const std::size_t begin = kFileHeader + fields.header_bytes + fields.masks_bytes;
  const std::size_t possible = std::size_t{1} << static_cast<unsigned>(fields.bits_per_pixel);
  const std::size_t said = fields.colours == 0 ? possible : fields.colours;
  const std::size_t room = pixels_at > begin ? (pixels_at - begin) / entry : 0;
  std::vector<BmpColour> palette(std::min({possible, said, room}));
  for (std::size_t i = 0; i < palette.size(); ++i) {
    const auto bytes = file.subspan(begin + i * entry, 3);
    palette[i] = {.blue = bytes[0], .green = bytes[1], .red = bytes[2]};
  }
  return palette;
}

}  // namespace

Result<BmpHeader> read_bmp_header(ByteView file, const DecodeLimits& limits) {
  const Fields fields = read_fields(file);
  const std::size_t pixels_at = number(file, 10);
  if (file.size() < kFileHeader + fields.header_bytes + fields.masks_bytes ||
      file.size() < pixels_at) {
    return ended_early("BMP");
  }
  if (fields.width < 0) return damaged("BMP");
  auto size = checked_size(static_cast<std::uint64_t>(fields.width),
                           static_cast<std::uint64_t>(std::abs(fields.height)), limits);
  if (!size) return std::unexpected(std::move(size.error()));
  auto packing = packing_of(fields);
  if (!packing) return std::unexpected(std::move(packing.error()));
  auto masks = read_masks(file, fields);
  if (!masks) return std::unexpected(std::move(masks.error()));
  const bool top_down = fields.height < 0;
  if (top_down && *packing != BmpPacking::plain) return damaged("BMP");
  return BmpHeader{.size = *size,
                   .is_top_down = top_down,
                   .bits_per_pixel = fields.bits_per_pixel,
                   .packing = *packing,
                   .masks = *masks,
                   .palette = read_palette(file, fields, pixels_at),
                   .pixels_at = pixels_at};
}

}  // namespace facelatch::imaging
