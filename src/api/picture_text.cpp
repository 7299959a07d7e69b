// SPDX-License-Identifier: Apache-2.0
#include "api/picture_text.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/base64.hpp"
#include "http/headers.hpp"
#include "imaging/sniff.hpp"

namespace facelatch::api {
namespace {

using base::ErrorCode;
using base::failure;

/// Every picture's base64 is longer than a path that somebody would send.
constexpr std::size_t kLongestPath = 1024;

bool is_address(std::string_view text) {
  constexpr std::array<std::string_view, 5> kSchemes{"http", "https", "ftp", "file", "s3"};
  const auto scheme = text.substr(0, text.find("://"));
  return scheme.size() < text.size() &&
         std::ranges::any_of(
             kSchemes, [&](auto known) { return http::equal_ignoring_case(known, scheme); });
}

bool may_be_path(std::string_view text) {
  return text.size() <= kLongestPath && text.find_first_of("/\\.") != std::string_view::npos;
}

/// What follows "base64," of a data URI, the text itself when it is none, or nothing.
std::optional<std::string_view> base64_part(std::string_view text) {
  if (!http::equal_ignoring_case(text.substr(0, 5), "data:")) return text;
  const auto comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  if (!text.substr(0, comma).ends_with(";base64")) return std::nullopt;
  return text.substr(comma + 1);
}

}  // namespace

base::Result<base::Bytes> picture_from_text(std::string_view text) {
  if (is_address(text)) {
    return failure(ErrorCode::invalid_argument,
                   "The server fetches nothing from other addresses: send the picture itself.");
  }
  const auto encoded = base64_part(text);
  if (!encoded) {
    return failure(ErrorCode::invalid_argument,
                   "The data URI must have the form data:image/jpeg;base64,…");
  }
  auto bytes = base::from_base64(*encoded);
  const bool is_picture = bytes && imaging::sniff(*bytes) != imaging::ImageFormat::unknown;
  if (!is_picture && may_be_path(text)) {
    return failure(ErrorCode::invalid_argument,
                   "The server reads no files by their path: send the picture itself.");
  }
  if (!bytes || bytes->empty()) {
    return failure(ErrorCode::invalid_argument,
                   "A picture in a text must be base64 or a data URI.");
  }
  return *std::move(bytes);
}

}  // namespace facelatch::api
