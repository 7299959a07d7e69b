// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string>
#include <string_view>

namespace facelatch::base {

/// What went wrong, as a caller can act upon it. Each code has one stable name, one HTTP status
/// and one exit code; new situations use an existing code with a message of their own.
enum class ErrorCode {
  invalid_argument,    ///< The caller's values are wrong.
  unsupported_format,  ///< Bytes of a kind that we do not read.
  too_large,           ///< A limit on bytes, pixels, sides, counts or duration.
  no_face,             ///< A face was required and there is none.
  many_faces,          ///< Exactly one face was required and there are more.
  low_quality,         ///< There is a face, but not one to be trusted.
  spoof_suspected,     ///< Liveness was required and not shown.
  not_found,           ///< A person, a file, a model or a route that does not exist.
  already_exists,      ///< It is there already.
  unauthenticated,     ///< No credential, or one that is not known.
  denied,              ///< A known credential without the right.
  rate_limited,        ///< Too many tries; wait.
  overloaded,          ///< The waiting line is full; try again.
  deadline_exceeded,   ///< The time that the caller gave is over.
  unavailable,         ///< Something that we need does not answer: model, disk, store.
  corrupt,             ///< Data that is damaged: a truncated picture, an altered model.
  internal,            ///< Our own fault.
};

struct ErrorTraits {
  ErrorCode code;
  std::string_view name;  ///< Stable; appears in JSON.
  int http_status;
  int exit_code;  ///< Of the command line; documented in its man page.
};

/// All codes, in the order of the enumeration. Immutable.
const std::array<ErrorTraits, 17>& error_table();
const ErrorTraits& traits_of(ErrorCode code);

/// A failure. `message` is one sentence for the user: no secrets, no paths that the user did not
/// name, no text of a library. A value; any thread may use its own copy.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;

  bool operator==(const Error&) const = default;
};

}  // namespace facelatch::base
