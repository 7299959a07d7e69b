// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "http/websocket.hpp"
#include "http/work_queue.hpp"

namespace facelatch::http {

/// What is to be sent on one WebSocket, between any thread that sends and the network thread that
/// writes. Thread-safe.
struct WebSocket::Outbox {
 public:
  /// `notify` tells the writer that next() has something new; it must not block. `workers` must
  /// outlive the connection.
  Outbox(std::size_t limit_bytes, std::function<void()> notify, WorkQueue& workers)
      : limit_bytes_(limit_bytes), notify_(std::move(notify)), workers_(&workers) {}

  bool push(WebSocketMessage message);
  void finish(CloseCode code, std::string reason);
  bool run(WorkQueue::Job job);
  /// The connection is gone; nobody is notified any more.
  void shut();

  struct Next {
    std::optional<WebSocketMessage> message;
    std::optional<CloseCode> close;  ///< When there is no message left.
    std::string reason;
    bool is_shut = false;
  };
  Next next();
  [[nodiscard]] std::size_t queued_bytes() const;

 private:
  enum class State { open, finishing, shut };

  mutable std::mutex mutex_;
  const std::size_t limit_bytes_;
  std::function<void()> notify_;
  WorkQueue* workers_;  ///< null once shut
  std::deque<WebSocketMessage> messages_;
  std::size_t bytes_ = 0;
  State state_ = State::open;
  CloseCode code_ = CloseCode::normal;
  std::string reason_;
};

}  // namespace facelatch::http
