// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

namespace facelatch::imaging {

enum class ByteOrder { little_endian, big_endian };

/// Whether `bytes` begin with `text`.
inline bool starts_with(std::span<const std::uint8_t> bytes, std::string_view text) {
  return bytes.size() >= text.size() && std::memcmp(bytes.data(), text.data(), text.size()) == 0;
}

/// The unsigned 16-bit number at offset `at`, or nothing where it would reach beyond the end.
inline std::optional<std::uint16_t> read16(std::span<const std::uint8_t> bytes, std::size_t at,
                                           ByteOrder order) {
  if (bytes.size() < 2 || at > bytes.size() - 2) return std::nullopt;
  const unsigned first = bytes[at];
  const unsigned second = bytes[at + 1];
  return static_cast<std::uint16_t>(order == ByteOrder::big_endian ? first << 8U | second
                                                                   : second << 8U | first);
}

/// As read16, for 32 bits.
inline std::optional<std::uint32_t> read32(std::span<const std::uint8_t> bytes, std::size_t at,
                                           ByteOrder order) {
  if (bytes.size() < 4 || at > bytes.size() - 4) return std::nullopt;
  const std::uint32_t first = *read16(bytes, at, order);
  const std::uint32_t second = *read16(bytes, at + 2, order);
  return order == ByteOrder::big_endian ? first << 16U | second : second << 16U | first;
}

}  // namespace facelatch::imaging
