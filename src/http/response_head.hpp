// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace facelatch::http {

/// What the server adds to an answer.
struct ResponseFrame {
  enum class Body { with_length, chunked, until_close };

  int version = 11;
  Body body = Body::with_length;
  std::size_t length = 0;
  bool keep_alive = true;
  std::string_view date;
  std::string_view request_id;
};

/// The bytes of an answer up to its body. Control characters in header fields become spaces and
/// fields that the server writes itself are left out, so that nothing a handler copies from a
/// request can forge a header.
std::string response_head(const Response& response, const ResponseFrame& frame);

}  // namespace facelatch::http
