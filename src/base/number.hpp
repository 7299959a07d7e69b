// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <charconv>
#include <optional>
#include <string_view>

namespace facelatch::base {

/// The number that the whole of `text` spells in the C locale, or nothing: no spaces, no sign "+",
/// no rest, nothing out of range. Floating-point text may spell inf or nan; callers that must not
/// have those check for them.
template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

}  // namespace facelatch::base
