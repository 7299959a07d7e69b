// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace facelatch::imaging {

struct Size {
  int width = 0;   ///< pixels
  int height = 0;  ///< pixels
  bool operator==(const Size&) const = default;
};

/// Borrowed pixels: 8 bits a channel, blue, green, red, interleaved, upright, row 0 on top.
/// Never stored beyond the call that received it. Immutable.
struct ImageView {
  const std::uint8_t* pixels = nullptr;
  Size size;
  std::size_t stride = 0;  ///< bytes from one row to the next, at least 3 * width

  [[nodiscard]] bool empty() const { return size.width <= 0 || size.height <= 0; }
  [[nodiscard]] std::span<const std::uint8_t> row(int y) const {
    return {pixels + static_cast<std::size_t>(y) * stride,
            static_cast<std::size_t>(size.width) * 3};
  }
};

/// A picture of its own, rows packed without gaps. A value, cheap to move; externally synchronised.
class Image {
 public:
  Image() = default;
  /// Black. Both sides at least 0.
  explicit Image(Size size)
      : size_(size),
        pixels_(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) * 3) {}

  [[nodiscard]] Size size() const { return size_; }
  [[nodiscard]] bool empty() const { return pixels_.empty(); }
  [[nodiscard]] std::size_t stride() const { return static_cast<std::size_t>(size_.width) * 3; }
  [[nodiscard]] std::span<std::uint8_t> pixels() { return pixels_; }
  [[nodiscard]] std::span<const std::uint8_t> pixels() const { return pixels_; }
  [[nodiscard]] std::span<std::uint8_t> row(int y) {
    return std::span(pixels_).subspan(static_cast<std::size_t>(y) * stride(), stride());
  }
  [[nodiscard]] ImageView view() const { return {pixels_.data(), size_, stride()}; }

 private:
  Size size_;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace facelatch::imaging
