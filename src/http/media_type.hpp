// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace facelatch::http {

/// A value with parameters: `multipart/form-data; boundary="x"` or `form-data; name="image"`.
struct ParameterizedValue {
  std::string value;                                            ///< In lower case.
  std::vector<std::pair<std::string, std::string>> parameters;  ///< Names in lower case.

  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
};

/// Parses such a field value (RFC 9110, section 5.6.6); nothing when it is malformed. In a quoted
/// text only \" and \\ are escapes, because browsers send the backslashes of file names bare.
std::optional<ParameterizedValue> parse_parameterized(std::string_view text);

/// Whether a field Accept names this media type (in lower case) itself, not only by a wildcard,
/// and does not refuse it with q=0 (RFC 9110, section 12.5.1).
bool accepts(std::string_view accept, std::string_view media_type);

}  // namespace facelatch::http
