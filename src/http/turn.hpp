// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "http/connection.hpp"
#include "http/fault.hpp"
#include "http/message.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"

namespace facelatch::http {

inline constexpr int kStatusClientGone = 499;  ///< Never sent; for logs and metrics, as in nginx.

/// One request and its answer: what is to be known from the first byte in to the last byte out.
/// Lives in serve_request, on the connection's thread.
struct Turn {
  explicit Turn(Connection& its_connection)
      : connection(its_connection),
        reader(its_connection.limits().header_bytes, its_connection.limits().header_fields) {}

  Connection& connection;
  RequestReader reader;
  std::string method;
  int version = 11;
  std::string request_id;
  TraceContext trace;
  std::string caller;
  std::string origin;
  const Route* route = nullptr;
  ErrorStyle errors = ErrorStyle::problem;
  bool expects_continue = false;
  bool keep_alive = false;
  std::stop_source stop{std::nostopstate};
  base::Deadline deadline;
  Connection::Clock::time_point begun = Connection::Clock::now();
  int status = kStatusClientGone;
  std::uint64_t bytes_out = 0;
};

/// Why reading stopped; without a fault there is nobody left to tell.
struct ReadFailure {
  std::optional<Fault> fault;
};
using Reading = std::expected<void, ReadFailure>;
inline Reading gone() { return std::unexpected(ReadFailure()); }
inline Reading refused(Fault fault) { return std::unexpected(ReadFailure{std::move(fault)}); }

enum class Until { head, end };

/// Reads and parses until the head or the whole request is complete, within the time that the
/// limits give.
asio::awaitable<Reading> read_until(Turn& turn, Until until);

/// Writes within the time that the limits give; false: the connection is of no more use.
asio::awaitable<bool> write(Turn& turn, WriteBuffers buffers);

/// Sends the answer. Afterwards turn.keep_alive says whether another request may follow.
asio::awaitable<void> answer(Turn& turn, Response response);

}  // namespace facelatch::http
