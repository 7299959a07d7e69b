// SPDX-License-Identifier: Apache-2.0
#include "http/media_type.hpp"

#include <algorithm>

#include "http/headers.hpp"

namespace facelatch::http {
namespace {

/// Takes a quoted text off the front of `rest`, which begins behind the opening quote.
std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string text;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return text;
    }
    if (rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\')) ++i;
    text += rest[i];
  }
  return std::nullopt;
}

std::optional<std::string> take_value(std::string_view& rest) {
  if (rest.starts_with('"')) {
    rest.remove_prefix(1);
    auto text = take_quoted(rest);
    // Behind the closing quote only the next parameter may follow.
    const auto next = rest.substr(0, rest.find(';'));
    if (!text || !trimmed(next).empty()) return std::nullopt;
    rest.remove_prefix(next.size());
    return text;
  }
  const auto end = std::min(rest.find(';'), rest.size());
  std::string text(trimmed(rest.substr(0, end)));
  rest.remove_prefix(end);
  return text;
}

}  // namespace

std::optional<std::string_view> ParameterizedValue::find(std::string_view name) const {
  for (const auto& [key, text] : parameters) {
    if (key == name) return text;
  }
  return std::nullopt;
}

std::optional<ParameterizedValue> parse_parameterized(std::string_view text) {
  const auto end = std::min(text.find(';'), text.size());
  ParameterizedValue result{lower_case(trimmed(text.substr(0, end))), {}};
  if (result.value.empty()) return std::nullopt;
  auto rest = text.substr(end);
  while (!rest.empty()) {
    rest.remove_prefix(1);  // The semicolon.
    const auto separator = rest.find_first_of("=;");
    if (separator == std::string_view::npos || rest[separator] == ';') {
      // An empty parameter is allowed, a name without a value is not.
      const auto stop = std::min(separator, rest.size());
      if (!trimmed(rest.substr(0, stop)).empty()) return std::nullopt;
      rest.remove_prefix(stop);
      continue;
    }
    auto name = lower_case(trimmed(rest.substr(0, separator)));
    rest.remove_prefix(separator + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    auto value = take_value(rest);
    if (name.empty() || !value || result.find(name)) return std::nullopt;
    result.parameters.emplace_back(std::move(name), *std::move(value));
  }
  return result;
}

bool accepts(std::string_view accept, std::string_view media_type) {
  while (!accept.empty()) {
    const auto end = std::min(accept.find(','), accept.size());
    const auto range = parse_parameterized(accept.substr(0, end));
    if (range && range->value == media_type) {
      const auto weight = range->find("q").value_or("1");
      return weight.find_first_not_of("0.") != std::string_view::npos;
    }
    accept.remove_prefix(std::min(end + 1, accept.size()));
  }
  return false;
}

}  // namespace facelatch::http
