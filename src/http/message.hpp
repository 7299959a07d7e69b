// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/deadline.hpp"
#include "http/content.hpp"
#include "http/fault.hpp"
#include "http/form.hpp"
#include "http/headers.hpp"
#include "http/target.hpp"
#include "http/trace_context.hpp"

namespace facelatch::http {

enum class Method { get, head, post, put, patch, remove, options, other };

/// "GET" … "OPTIONS"; other is "".
std::string_view name_of(Method method);
Method method_named(std::string_view name);

/// A whole request, as a handler gets it: a value of its own, free to be moved from and kept.
struct Request {
  Method method = Method::get;  ///< A HEAD request reaches the GET handler as head.
  Target target;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< `{name}` parts of the path.
  Headers headers;
  std::string remote_address;  ///< Of the peer of the connection, without port.
  /// The body; empty when it was such a form.
  Content body;
  /// Set for multipart/form-data.
  std::optional<Form> form;
  std::string request_id;  ///< The client's X-Request-Id when that is harmless, else a new one.
  TraceContext trace;
  base::Deadline deadline;    ///< When the answer becomes useless; hand it to everything below.
  std::stop_token cancelled;  ///< Requested when the client went away or the deadline passed.
  std::string caller;         ///< Who asks, as the guard named them; empty when nobody asked.

  /// The value of `{name}`, decoded; empty when the route has no such part.
  [[nodiscard]] std::string_view parameter(std::string_view name) const;
};

/// The next piece of a streamed body; nothing at the end. Runs where the handler ran, one call
/// after the other, each only when the client has taken the piece before. May throw: the
/// connection is then cut, so that the client sees that the answer is not complete.
using ChunkProducer = std::move_only_function<std::optional<std::string>()>;

/// An answer. Content-Length, Date, Connection, X-Request-Id and the like are added by the server.
struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  ChunkProducer chunks;  ///< When set, the body is what this yields, without a known length.
};

/// How errors of a route are written.
enum class ErrorStyle {
  problem,  ///< RFC 9457 problem details with `code` and `request_id`.
  legacy,   ///< {"error": "…"}
};

Response text_response(int status, std::string body);
Response json_response(int status, std::string body);
Response binary_response(std::string_view media_type, std::string body);
/// One JSON text per line (application/x-ndjson); each piece should end in a line feed.
Response ndjson_response(ChunkProducer chunks);
Response error_response(const Fault& fault, ErrorStyle style, std::string_view request_id);

/// "Not Found" for 404; empty for a status that has no name here.
std::string_view reason_of(int status);

}  // namespace facelatch::http
