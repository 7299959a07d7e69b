// SPDX-License-Identifier: Apache-2.0
// The netpbm formats P1 to P6 (netpbm.sourceforge.net, manual pages pbm, pgm and ppm). They are so
// small that our own reader is shorter than what it would take to make a library notice an early
// end.
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "imaging/codec.hpp"

namespace facelatch::imaging {
namespace {

using base::Result;

constexpr std::string_view kName = "PNM";
constexpr unsigned kMostLevels = 65'535;

struct Kind {
  int channels = 1;        ///< 1 or 3
  bool is_text = false;    ///< numbers as text; else as bytes
  bool is_bitmap = false;  ///< one bit a pixel, 1 is black
};

/// Reads from the front of the bytes.
class Reader {
 public:
  explicit Reader(ByteView rest) : rest_(rest) {}

  /// A whole number, after spaces and comments; nothing where there is none or it is beyond all
  /// limits.
  std::optional<unsigned> number() {
    constexpr unsigned kMost = 100'000'000;
    skip_spaces();
    if (!is_digit()) return std::nullopt;
    unsigned value = 0;
    while (is_digit()) {
      value = value * 10 + (take() - '0');
      if (value > kMost) return std::nullopt;
    }
    return value;
  }

  /// A digit of a plain bitmap: these may stand without spaces between them.
  std::optional<unsigned> bit() {
    skip_spaces();
    if (rest_.empty() || (rest_.front() != '0' && rest_.front() != '1')) return std::nullopt;
    return unsigned{take()} - '0';
  }

  /// The single space between the header and raw pixels.
  void skip_one() {
    if (!rest_.empty()) take();
  }

  std::optional<ByteView> bytes(std::size_t count) {
    if (count > rest_.size()) return std::nullopt;
    const auto taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  [[nodiscard]] bool is_digit() const {
    return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }
  [[nodiscard]] bool is_space() const {
    return !rest_.empty() && (rest_.front() == ' ' || (rest_.front() >= 9 && rest_.front() <= 13));
  }
  std::uint8_t take() {
    const auto byte = rest_.front();
    rest_ = rest_.subspan(1);
    return byte;
  }
  void skip_spaces() {
    for (;;) {
      if (is_space()) {
        take();
      } else if (!rest_.empty() && rest_.front() == '#') {
        while (!rest_.empty() && rest_.front() != '\n') take();
      } else {
        return;
      }
    }
  }

  ByteView rest_;
};

class PnmDecoder {
 public:
  PnmDecoder(ByteView file, const DecodeLimits& limits)
      : kind_(kind_of(file[1])), reader_(file.subspan(2)), limits_(limits) {}

  Result<StoredPicture> decode() {
    const auto width = reader_.number();
    const auto height = reader_.number();
    if (!width || !height) return stopped();
    if (!kind_.is_bitmap) {
      const auto levels = reader_.number();
      if (!levels) return stopped();
      if (*levels == 0 || *levels > kMostLevels) return damaged(kName);
      levels_ = *levels;
    }
    auto size = checked_size(*width, *height, limits_);
    if (!size) return std::unexpected(std::move(size.error()));
    if (!kind_.is_text) reader_.skip_one();
    return pixels(*size);
  }

 private:
  static Kind kind_of(std::uint8_t digit) {
    return {.channels = digit == '3' || digit == '6' ? 3 : 1,
            .is_text = digit <= '3',
            .is_bitmap = digit == '1' || digit == '4'};
  }

  Result<StoredPicture> pixels(Size size) {
    Image image(size);
    std::vector<std::uint8_t> samples(static_cast<std::size_t>(size.width) *
                                      static_cast<std::size_t>(kind_.channels));
    for (int y = 0; y < size.height; ++y) {
      if (limits_.deadline.expired()) return too_slow();
      if (!read_row(samples)) return stopped();
      put_row(samples, image.row(y));
    }
    return StoredPicture{.image = std::move(image), .full_size = size};
  }

  bool read_row(std::span<std::uint8_t> samples) {
    if (kind_.is_text) return read_text(samples);
    if (kind_.is_bitmap) return read_bits(samples);
    return levels_ > 255 ? read_pairs(samples) : read_bytes(samples);
  }

  bool read_text(std::span<std::uint8_t> samples) {
    return std::ranges::all_of(samples, [&](auto& sample) {
      const auto value = kind_.is_bitmap ? reader_.bit() : reader_.number();
      if (value) sample = kind_.is_bitmap ? black_or_white(*value) : scaled(*value);
      return value.has_value();
    });
  }

  bool read_bits(std::span<std::uint8_t> samples) {
    const auto row = reader_.bytes((samples.size() + 7) / 8);
    if (!row) return false;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      samples[i] = black_or_white((unsigned{(*row)[i / 8]} >> (7 - i % 8)) & 1U);
    }
    return true;
  }

  bool read_bytes(std::span<std::uint8_t> samples) {
    const auto row = reader_.bytes(samples.size());
    if (!row) return false;
    std::ranges::transform(*row, samples.begin(), [&](auto value) { return scaled(value); });
    return true;
  }

  bool read_pairs(std::span<std::uint8_t> samples) {
    const auto row = reader_.bytes(samples.size() * 2);
    if (!row) return false;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      samples[i] = scaled(unsigned{(*row)[i * 2]} << 8U | (*row)[i * 2 + 1]);
    }
    return true;
  }

  static std::uint8_t black_or_white(unsigned bit) { return bit == 0 ? 255 : 0; }

  [[nodiscard]] std::uint8_t scaled(unsigned value) const {
    if (levels_ == 255 && value <= 255) return static_cast<std::uint8_t>(value);
    return static_cast<std::uint8_t>((std::min(value, levels_) * 255 + levels_ / 2) / levels_);
  }

  void put_row(std::span<const std::uint8_t> samples, std::span<std::uint8_t> row) const {
    for (std::size_t x = 0; x * 3 < row.size(); ++x) {
      for (std::size_t channel = 0; channel < 3; ++channel) {
        row[x * 3 + channel] = kind_.channels == 3 ? samples[x * 3 + 2 - channel] : samples[x];
      }
    }
  }

  [[nodiscard]] std::unexpected<base::Error> stopped() const {
    const bool raw_rest_is_short = !kind_.is_text && levels_ != 0;
    return reader_.at_end() || raw_rest_is_short ? ended_early(kName) : damaged(kName);
  }

  Kind kind_;
  Reader reader_;
  const DecodeLimits& limits_;
  unsigned levels_ = 0;  ///< the largest value; 0 for bitmaps and until it is read
};

}  // namespace

Result<StoredPicture> decode_pnm(ByteView file, const DecodeLimits& limits) {
  return PnmDecoder(file, limits).decode();
}

}  // namespace facelatch::imaging
