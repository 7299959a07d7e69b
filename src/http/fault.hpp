// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace facelatch::http {

/// Why a request is refused: an error together with what HTTP has to say of it. A value.
struct Fault {
  int status = 500;
  std::string_view code = "internal";  ///< Stable, of static lifetime.
  std::string message;                 ///< One sentence for the user.
  std::optional<std::chrono::seconds> retry_after;
  /// Further members of a problem (RFC 9457, 3.2) as JSON text, each behind a comma; may be empty.
  std::string extension;

  Fault() = default;
  Fault(int http_status, std::string_view stable_code, std::string sentence)
      : status(http_status), code(stable_code), message(std::move(sentence)) {}
  /// Status and code of the table of errors; overloaded, unavailable and rate_limited ask the
  /// client to come again after a second.
  explicit Fault(const base::Error& error);
};

}  // namespace facelatch::http
