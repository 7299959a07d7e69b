// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>

#include "http/fault.hpp"

namespace facelatch::http {

struct Request;

struct WebSocketMessage {
  enum class Kind { text, binary };
  Kind kind = Kind::text;
  std::string data;  ///< Of a text message: valid UTF-8.
};

/// Close codes of RFC 6455, section 7.4.1, that applications use.
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  bad_data = 1007,
  policy = 1008,
  too_big = 1009,
  internal = 1011,
  try_again_later = 1013,
};

/// A handle to one open WebSocket (RFC 6455); copies speak to the same one. Thread-safe, and safe
/// to keep after the connection is gone: sending then returns false.
class WebSocket {
 public:
  struct Outbox;
  explicit WebSocket(std::shared_ptr<Outbox> outbox) : outbox_(std::move(outbox)) {}

  /// Queues a message. False when the socket is closed, or so much waits that the client is too
  /// slow (ServerLimits::websocket_outbox_bytes): drop the message or close. Never blocks.
  bool send(WebSocketMessage message);
  /// Ends the conversation behind what is queued; `reason` at most 120 bytes.
  void close(CloseCode code, std::string reason = {});
  /// What waits to be sent: for senders that want to skip frames rather than to queue them.
  [[nodiscard]] std::size_t queued_bytes() const;
  /// Runs `job` in the worker pool, behind the requests that wait there; for routes of
  /// Cost::trivial, whose messages are taken in while a worker has an earlier one. False, and the
  /// job is gone, where the queue is full or the socket closed. A job must not throw, and may be
  /// dropped when the server stops.
  bool run(std::move_only_function<void()> job);

 private:
  std::shared_ptr<Outbox> outbox_;
};

/// What an application does with a WebSocket. The calls for one socket never overlap; on_message
/// runs where the route's Cost says, and the next message is read only when it returned (so that a
/// slow server slows the client down). An exception closes with code 1011.
struct WebSocketCallbacks {
  std::move_only_function<void(WebSocketMessage)> on_message;
  std::move_only_function<void()> on_close;  ///< Once, on the network thread; may be empty.
  /// A client that is silent for longer is closed with code 1008; pings do not count. 0: never.
  std::chrono::milliseconds silence{0};
  std::chrono::milliseconds first_silence{0};  ///< The same, before its first message.
  std::string caller;                          ///< For the log, where the guard has not named them.
};

/// Decides about an upgrade, on the network thread: callbacks to accept, a fault to refuse. The
/// request has no body; its `cancelled` is requested when the socket closes, its deadline never.
/// Messages larger than RouteOptions::body_bytes are refused with 1009; there is no compression.
using WebSocketHandler =
    std::function<std::expected<WebSocketCallbacks, Fault>(Request request, WebSocket socket)>;

}  // namespace facelatch::http
