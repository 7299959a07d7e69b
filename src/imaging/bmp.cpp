// SPDX-License-Identifier: Apache-2.0
// Our own reader and not stb's, which takes what is missing at the end of a file for zeros.
#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>
#include <vector>

#include "imaging/bmp_header.hpp"
#include "imaging/byte_reader.hpp"
#include "imaging/codec.hpp"

namespace facelatch::imaging {
namespace {

using base::Result;

constexpr std::string_view kName = "BMP";

/// Row `stored` of the file, counted from its first one.
std::span<std::uint8_t> target_row(Image& image, const BmpHeader& header, int stored) {
  return image.row(header.is_top_down ? stored : header.size.height - 1 - stored);
}

void put_colour(const BmpHeader& header, std::size_t index, std::span<std::uint8_t> row,
                std::size_t x) {
  const auto colour = index < header.palette.size() ? header.palette[index] : BmpColour{};
  row[x * 3] = colour.blue;
  row[x * 3 + 1] = colour.green;
  row[x * 3 + 2] = colour.red;
}

void put_indices(const BmpHeader& header, ByteView bytes, std::span<std::uint8_t> row) {
  const auto bits = static_cast<std::size_t>(header.bits_per_pixel);
  const std::size_t per_byte = 8 / bits;
  const unsigned mask = (1U << bits) - 1;
  for (std::size_t x = 0; x * 3 < row.size(); ++x) {
    const std::size_t shift = 8 - bits - x % per_byte * bits;
    put_colour(header, (unsigned{bytes[x / per_byte]} >> shift) & mask, row, x);
  }
}

std::uint8_t masked(std::uint32_t pixel, std::uint32_t mask) {
  if (mask == 0) return 0;
  const auto shift = static_cast<unsigned>(std::countr_zero(mask));
  const std::uint64_t most = mask >> shift;
  const std::uint64_t value = (pixel & mask) >> shift;
  return static_cast<std::uint8_t>((value * 255 + most / 2) / most);
}

void put_masked(const BmpHeader& header, ByteView bytes, std::span<std::uint8_t> row) {
  const auto pixel_bytes = static_cast<std::size_t>(header.bits_per_pixel) / 8;
  for (std::size_t x = 0; x * 3 < row.size(); ++x) {
    const std::size_t at = x * pixel_bytes;
    const std::uint32_t pixel = pixel_bytes == 2 ? *read16(bytes, at, ByteOrder::little_endian)
                                                 : *read32(bytes, at, ByteOrder::little_endian);
    row[x * 3] = masked(pixel, header.masks.blue);
    row[x * 3 + 1] = masked(pixel, header.masks.green);
    row[x * 3 + 2] = masked(pixel, header.masks.red);
  }
}

void put_row(const BmpHeader& header, ByteView bytes, std::span<std::uint8_t> row) {
  if (header.bits_per_pixel <= 8) {
    put_indices(header, bytes, row);
  } else if (header.bits_per_pixel == 24) {
    std::memcpy(row.data(), bytes.data(), row.size());
  } else {
    put_masked(header, bytes, row);
  }
}

Result<void> decode_plain(ByteView file, const BmpHeader& header, const base::Deadline& deadline,
                          Image& image) {
  const std::size_t bits =
      static_cast<std::size_t>(header.size.width) * static_cast<std::size_t>(header.bits_per_pixel);
  const std::size_t needed = (bits + 7) / 8;
  const std::size_t stride = (bits + 31) / 32 * 4;
  for (int y = 0; y < header.size.height; ++y) {
    if (deadline.expired()) return too_slow();
    const std::size_t at = header.pixels_at + static_cast<std::size_t>(y) * stride;
    if (at > file.size() || needed > file.size() - at) return ended_early(kName);
    put_row(header, file.subspan(at, needed), target_row(image, header, y));
  }
  return {};
}

/// Run lengths of 4 or 8 bits ("Bitmap Compression" in Microsoft's GDI reference): pairs of a count
/// and a colour, or of a zero and an order.
class RunLengthReader {
 public:
  RunLengthReader(ByteView file, const BmpHeader& header, Image& image)
      : rest_(file.subspan(header.pixels_at)), header_(header), image_(image) {}

  Result<void> decode(const base::Deadline& deadline) {
    constexpr unsigned kOrdersBetweenLooks = 4096;
    for (unsigned orders = 0; !ended_; ++orders) {
      if (orders % kOrdersBetweenLooks == 0 && deadline.expired()) return too_slow();
      if (rest_.size() < 2) return y_ >= header_.size.height ? Result<void>{} : ended_early(kName);
      const unsigned count = rest_[0];
      const unsigned value = rest_[1];
      rest_ = rest_.subspan(2);
      const bool understood = count > 0 ? run(count, value) : order(value);
      if (!understood) return ended_early(kName);
    }
    return {};
  }

 private:
  [[nodiscard]] bool is_nibbles() const { return header_.packing == BmpPacking::run_length_4; }

  /// The i-th colour of a pair of four bits, or the byte itself.
  [[nodiscard]] unsigned part(unsigned byte, unsigned i) const {
    if (!is_nibbles()) return byte;
    return i % 2 == 0 ? byte >> 4U : byte & 0xFU;
  }

  void put(unsigned index) {
    if (x_ >= header_.size.width || y_ >= header_.size.height) return;
    put_colour(header_, index, target_row(image_, header_, y_), static_cast<std::size_t>(x_));
    ++x_;
  }

  bool run(unsigned count, unsigned value) {
    for (unsigned i = 0; i < count; ++i) put(part(value, i));
    return true;
  }

  bool order(unsigned code) {
    switch (code) {
      case 0:
        x_ = 0;
        ++y_;
        return true;
      case 1:
        ended_ = true;
        return true;
      case 2:
        return move();
      default:
        return literal(code);
    }
  }

  bool move() {
    if (rest_.size() < 2) return false;
    x_ = std::min(x_ + rest_[0], header_.size.width);
    y_ = std::min(y_ + rest_[1], header_.size.height);
    rest_ = rest_.subspan(2);
    return true;
  }

  /// Colours one by one, padded to an even number of bytes.
  bool literal(unsigned count) {
    const std::size_t bytes = is_nibbles() ? (count + 1) / 2 : count;
    if (bytes > rest_.size()) return false;
    for (unsigned i = 0; i < count; ++i) put(part(rest_[is_nibbles() ? i / 2 : i], i));
    rest_ = rest_.subspan(std::min(bytes + bytes % 2, rest_.size()));
    return true;
  }

  ByteView rest_;
  const BmpHeader& header_;
  Image& image_;
  int x_ = 0;
  int y_ = 0;
  bool ended_ = false;
};

/// What run lengths may leave out shows the first colour.
void fill_with_first_colour(const BmpHeader& header, Image& image) {
  for (int y = 0; y < header.size.height; ++y) {
    auto row = image.row(y);
    for (std::size_t x = 0; x * 3 < row.size(); ++x) put_colour(header, 0, row, x);
  }
}

}  // namespace

Result<StoredPicture> decode_bmp(ByteView file, const DecodeLimits& limits) {
  auto header = read_bmp_header(file, limits);
  if (!header) return std::unexpected(std::move(header.error()));
  Image image(header->size);
  Result<void> done;
  if (header->packing == BmpPacking::plain) {
    done = decode_plain(file, *header, limits.deadline, image);
  } else {
    fill_with_first_colour(*header, image);
    done = RunLengthReader(file, *header, image).decode(limits.deadline);
  }
  if (!done) return std::unexpected(std::move(done.error()));
  return StoredPicture{.image = std::move(image), .full_size = header->size};
}

}  // namespace facelatch::imaging
