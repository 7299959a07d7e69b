// SPDX-License-Identifier: Apache-2.0
#include "http/target.hpp"

#include <algorithm>

namespace facelatch::http {
namespace {

using base::ErrorCode;
using base::failure;

int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

bool is_control(char letter) {
  const auto value = static_cast<unsigned char>(letter);
  return value < 0x20 || value == 0x7f;
}

/// "http://host:1/path?query" -> "/path?query"; a proxy's client sends this form, whose path may be
/// empty.
std::string without_authority(std::string_view text) {
  const auto scheme = text.find("://");
  if (text.starts_with('/') || scheme == std::string_view::npos) return std::string(text);
  const auto rest = text.substr(scheme + 3);
  const auto path = rest.find_first_of("/?");
  if (path == std::string_view::npos) return "/";
  return (rest[path] == '?' ? "/" : "") + std::string(rest.substr(path));
}

}  // namespace

void Query::add(std::string name, std::string value) {
  pairs_.emplace_back(std::move(name), std::move(value));
}

std::optional<std::string_view> Query::find(std::string_view name) const {
  const auto found = std::ranges::find(pairs_, name, &Pair::first);
  if (found == pairs_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> percent_decoded(std::string_view text, Plus plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == Plus::is_space) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0 || (high == 0 && low == 0)) return std::nullopt;
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return decoded;
}

base::Result<Query> parse_query(std::string_view text, std::size_t pairs) {
  Query query;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    if (query.pairs().size() >= pairs) {
      return failure(ErrorCode::invalid_argument, "There are too many query parameters.");
    }
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = percent_decoded(pair.substr(0, equals), Plus::is_space);
    auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())), Plus::is_space);
    if (!name || !value) {
      return failure(ErrorCode::invalid_argument,
                     "The query has a percent sign without two hexadecimal digits.");
    }
    query.add(*std::move(name), *std::move(value));
  }
  return query;
}

base::Result<Target> parse_target(std::string_view sent, std::size_t query_pairs) {
  if (std::ranges::any_of(sent, is_control)) {
    return failure(ErrorCode::invalid_argument, "The request target has a control character.");
  }
  const auto relative = without_authority(sent.substr(0, sent.find('#')));
  const std::string_view text = relative;
  const auto mark = std::min(text.find('?'), text.size());
  Target target;
  target.raw_path = text.substr(0, mark);
  if (target.raw_path != "*" && !target.raw_path.starts_with('/')) {
    return failure(ErrorCode::invalid_argument, "The request target must begin with a slash.");
  }
  auto path = percent_decoded(target.raw_path, Plus::is_plus);
  if (!path) {
    return failure(ErrorCode::invalid_argument,
                   "The path has a percent sign without two hexadecimal digits.");
  }
  target.path = *std::move(path);
  auto query = parse_query(text.substr(std::min(mark + 1, text.size())), query_pairs);
  if (!query) return std::unexpected(query.error());
  target.query = *std::move(query);
  return target;
}

}  // namespace facelatch::http
