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

}  // namespace facelatch::http
