// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

namespace facelatch::base {

const std::array<ErrorTraits, 17>& error_table() {
  using enum ErrorCode;
  static constexpr std::array<ErrorTraits, 17> kTable{{
      {invalid_argument, "invalid_argument", 400, 2},
      {unsupported_format, "unsupported_format", 415, 3},
      {too_large, "too_large", 413, 4},
      {no_face, "no_face", 422, 5},
      {many_faces, "many_faces", 422, 6},
      {low_quality, "low_quality", 422, 7},
      {spoof_suspected, "spoof_suspected", 422, 8},
      {not_found, "not_found", 404, 9},
      {already_exists, "already_exists", 409, 10},
      {unauthenticated, "unauthenticated", 401, 11},
      {denied, "denied", 403, 12},
      {rate_limited, "rate_limited", 429, 13},
      {overloaded, "overloaded", 503, 14},
      {deadline_exceeded, "deadline_exceeded", 504, 15},
      {unavailable, "unavailable", 503, 16},
      {corrupt, "corrupt", 400, 17},
      {internal, "internal", 500, 18},
  }};
  return kTable;
}

const ErrorTraits& traits_of(ErrorCode code) {
  return error_table().at(static_cast<std::size_t>(code));
}

}  // namespace facelatch::base
