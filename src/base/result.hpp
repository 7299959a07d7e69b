// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <expected>
#include <string>
#include <utility>

#include "base/error.hpp"

namespace facelatch::base {

/// A value or the reason why there is none. Nothing crosses a module as an exception.
template <class T>
using Result = std::expected<T, Error>;

/// `return failure(ErrorCode::corrupt, "The picture ends too early.");`
[[nodiscard]] inline std::unexpected<Error> failure(ErrorCode code, std::string message) {
  return std::unexpected(Error{code, std::move(message)});
}

}  // namespace facelatch::base
