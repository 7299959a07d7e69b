// SPDX-License-Identifier: Apache-2.0
#include "imaging/exif.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "imaging/byte_reader.hpp"

namespace facelatch::imaging {
namespace {

constexpr int kUpright = 1;
constexpr std::uint16_t kOrientationTag = 0x0112;
constexpr std::uint16_t kShort = 3;
constexpr std::uint16_t kLong = 4;
constexpr std::string_view kExifPrefix{"Exif\0\0", 6};

std::span<const std::uint8_t> without_prefix(std::span<const std::uint8_t> bytes) {
  return starts_with(bytes, kExifPrefix) ? bytes.subspan(kExifPrefix.size()) : bytes;
}

int orientation_of_entry(std::span<const std::uint8_t> entry, ByteOrder order) {
  const auto type = read16(entry, 2, order);
  const auto count = read32(entry, 4, order);
  if (count != 1 || (type != kShort && type != kLong)) return kUpright;
  const std::uint32_t value =
      type == kShort ? read16(entry, 8, order).value_or(0) : read32(entry, 8, order).value_or(0);
  return value >= 1 && value <= 8 ? static_cast<int>(value) : kUpright;
}

}  // namespace

int exif_orientation(std::span<const std::uint8_t> tiff) {
  ByteOrder order{};
  if (starts_with(tiff, {"II*\0", 4})) {
    order = ByteOrder::little_endian;
  } else if (starts_with(tiff, {"MM\0*", 4})) {
    order = ByteOrder::big_endian;
  } else {
    return kUpright;
  }
  const std::size_t directory = read32(tiff, 4, order).value_or(0);
  const std::size_t entries = read16(tiff, directory, order).value_or(0);
  constexpr std::size_t kEntryBytes = 12;
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t at = directory + 2 + i * kEntryBytes;
    if (at + kEntryBytes > tiff.size()) break;
    if (read16(tiff, at, order) == kOrientationTag) {
      return orientation_of_entry(tiff.subspan(at, kEntryBytes), order);
    }
  }
  return kUpright;
}

int jpeg_orientation(std::span<const std::uint8_t> file) {
  constexpr std::uint8_t kApp1 = 0xE1;
  constexpr std::uint8_t kStartOfScan = 0xDA;
  constexpr std::uint8_t kEndOfImage = 0xD9;
  std::size_t at = 2;  // after the start-of-image marker
  while (at + 4 <= file.size()) {
    if (file[at] != 0xFF) return kUpright;
    const std::uint8_t marker = file[at + 1];
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    if (marker == kStartOfScan || marker == kEndOfImage) return kUpright;
    const std::size_t length = read16(file, at + 2, ByteOrder::big_endian).value_or(0);
    if (length < 2 || at + 2 + length > file.size()) return kUpright;
    const auto segment = file.subspan(at + 4, length - 2);
    if (marker == kApp1 && starts_with(segment, kExifPrefix)) {
      return exif_orientation(without_prefix(segment));
    }
    at += 2 + length;
  }
  return kUpright;
}

int png_orientation(std::span<const std::uint8_t> file) {
  constexpr std::size_t kOverhead = 12;  // length, type and checksum around a chunk's data
  std::size_t at = 8;                    // after the signature
  while (at + kOverhead <= file.size()) {
    const std::size_t length = read32(file, at, ByteOrder::big_endian).value_or(0);
    if (length > file.size() - at - kOverhead) return kUpright;
    if (starts_with(file.subspan(at + 4), "eXIf")) {
      return exif_orientation(without_prefix(file.subspan(at + 8, length)));
    }
    at += kOverhead + length;
  }
  return kUpright;
}

int webp_orientation(std::span<const std::uint8_t> file) {
  std::size_t at = 12;  // after "RIFF", the size and "WEBP"
  while (at + 8 <= file.size()) {
    const std::size_t length = read32(file, at + 4, ByteOrder::little_endian).value_or(0);
    if (length > file.size() - at - 8) return kUpright;
    if (starts_with(file.subspan(at), "EXIF")) {
      return exif_orientation(without_prefix(file.subspan(at + 8, length)));
    }
    at += 8 + length + length % 2;  // chunks begin at even places
  }
  return kUpright;
}

}  // namespace facelatch::imaging
