// SPDX-License-Identifier: Apache-2.0
#include "http/json_text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>

namespace facelatch::http {
namespace {

/// The size of the well-formed UTF-8 sequence at the front of `text` (Unicode 15, table 3-7), or 0.
std::size_t sequence_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto is_tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return is_tail(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const unsigned low = first == 0xe0 ? 0xa0 : 0x80;   // No overlong forms,
    const unsigned high = first == 0xed ? 0x9f : 0xbf;  // no surrogates.
    return is_tail(1, low, high) && is_tail(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const unsigned low = first == 0xf0 ? 0x90 : 0x80;
    const unsigned high = first == 0xf4 ? 0x8f : 0xbf;
    return is_tail(1, low, high) && is_tail(2) && is_tail(3) ? 4 : 0;
  }
  return 0;
}

void append_escape(std::string& json, char letter) {
  switch (letter) {
    case '"':
    case '\\':
      json += '\\';
      json += letter;
      return;
    case '\n':
      json += "\\n";
      return;
    case '\r':
      json += "\\r";
      return;
    case '\t':
      json += "\\t";
      return;
    default:
      fmt::format_to(std::back_inserter(json), "\\u{:04x}", static_cast<std::uint8_t>(letter));
  }
}

template <class Number>
void append_number(std::string& json, Number value) {
  if (!std::isfinite(value)) {
    json += "null";
    return;
  }
  std::array<char, 32> text{};  // The shortest form of a double has at most 24 characters.
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  json.append(text.data(), end);
}

}  // namespace

void append_json_string(std::string& json, std::string_view text) {
  json += '"';
  while (!text.empty()) {
    const auto size = sequence_size(text);
    const char first = text.front();
    if (size == 0) {
      json += "\xef\xbf\xbd";
    } else if (first == '"' || first == '\\' ||
               (size == 1 && static_cast<std::uint8_t>(first) < 0x20)) {
      append_escape(json, first);
    } else {
      json.append(text.substr(0, size));
    }
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  json += '"';
}

void append_json_number(std::string& json, float value) { append_number(json, value); }
void append_json_number(std::string& json, double value) { append_number(json, value); }

void append_json_array(std::string& json, std::span<const float> values) {
  json.reserve(json.size() + values.size() * 13 + 2);
  json += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) json += ',';
    append_number(json, values[i]);
  }
  json += ']';
}

}  // namespace facelatch::http
