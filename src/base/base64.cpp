// SPDX-License-Identifier: Apache-2.0
#include "base/base64.hpp"

#include <algorithm>
#include <array>

namespace facelatch::base {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNoDigit = 64;
constexpr std::uint8_t kLineBreak = 65;

constexpr std::array<std::uint8_t, 256> make_digits() {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    digits.at(static_cast<std::uint8_t>(kAlphabet[i])) = static_cast<std::uint8_t>(i);
  }
  digits.at('\r') = kLineBreak;
  digits.at('\n') = kLineBreak;
  return digits;
}

constexpr auto kDigits = make_digits();

std::string_view without_line_breaks(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == '\n')) text.remove_suffix(1);
  return text;
}

/// How many "=" end the text; they go away.
std::size_t remove_padding(std::string_view& text) {
  std::size_t count = 0;
  text = without_line_breaks(text);
  while (count < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++count;
  }
  return count;
}

}  // namespace

std::string to_base64(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto group = bytes.subspan(i, std::min<std::size_t>(3, bytes.size() - i));
    std::uint32_t bits = 0;
    for (const auto byte : group) bits = (bits << 8U) | byte;
    bits <<= 8U * (3 - group.size());
    for (std::size_t digit = 0; digit < 4; ++digit) {
      const bool is_padding = digit > group.size();
      text += is_padding ? '=' : kAlphabet[(bits >> (6U * (3 - digit))) & 63U];
    }
  }
  return text;
}

std::optional<Bytes> from_base64(std::string_view text) {
  const auto padding = remove_padding(text);
  Bytes bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  std::size_t digits = 0;
  for (const char letter : text) {
    const auto digit = kDigits[static_cast<std::uint8_t>(letter)];
    if (digit == kLineBreak) continue;
    if (digit == kNoDigit) return std::nullopt;
    bits = (bits << 6U) | digit;
    ++digits;
    // The second digit of a group completes a byte and leaves 4 bits, the third leaves 2.
    const auto place = digits % 4;
    if (place != 1)
      bytes.push_back(static_cast<std::uint8_t>(bits >> (place == 0 ? 0 : 8 - 2 * place)));
  }
  const auto rest = digits % 4;
  if (rest == 1 || (padding != 0 && padding != (4 - rest) % 4)) return std::nullopt;
  return bytes;
}

}  // namespace facelatch::base
