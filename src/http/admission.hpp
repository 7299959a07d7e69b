// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "http/message.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"
#include "http/server_core.hpp"

namespace facelatch::http {

/// What is decided about a request when its head is there and its body is not.
struct Admission {
  const Route* route = nullptr;  ///< Null when there is none, or the request is malformed.
  ErrorStyle errors = ErrorStyle::problem;
  Request request;                ///< All but the body, the deadline and the stop token.
  std::optional<Response> early;  ///< The answer, when the body does not matter.
};

/// Finds the route and asks the guard; moves the headers out of `head`.
Admission admit(const ServerCore& core, RequestHead& head, const std::string& remote_address);

/// The refusal of a request for which there is no room.
Fault overloaded_fault();

}  // namespace facelatch::http
