// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "access/token_bucket.hpp"
#include "api/routes.hpp"
#include "api/stream_caller.hpp"
#include "api/stream_command.hpp"
#include "api/stream_desk.hpp"
#include "api/stream_inbox.hpp"
#include "api/stream_task.hpp"
#include "http/websocket.hpp"

namespace facelatch::api {

/// One client of /v1/stream: takes its messages on the network thread and has its frames looked at
/// by the workers, one at a time, for what it has ordered: to be followed unless it says otherwise.
/// The calls of the socket never overlap; the rest is between them and the one worker that has the
/// stream.
class StreamConversation : public std::enable_shared_from_this<StreamConversation> {
 public:
  /// `address` is the client's.
  StreamConversation(SharedService service, http::WebSocket socket, std::string address);

  /// Decides about the upgrade: a key in a header must be good; without one it must come as the
  /// first message, if the server asks for keys. What is given back keeps this object alive.
  std::expected<http::WebSocketCallbacks, http::Fault> begin(const http::Request& request);

 private:
  using Clock = std::chrono::steady_clock;
  enum class Weight { harmless, counts };

  // On the network thread.
  void take(http::WebSocketMessage message);
  void take_text(const std::string& text);
  void take_frame(std::string picture);
  void use_key(const StreamKey& command);
  void use_settings(StreamSettings settings);
  void use_order(StreamOrder order);
  std::expected<void, http::Fault> enter();
  bool is_key_still_good();
  void leave();

  // On a worker.
  void work();
  void carry_out(StreamOrder order);
  std::expected<void, http::Fault> may_order(const StreamOrder& order) const;
  TaskBeginning begin_task(StreamOrder order);
  void answer(const SentFrame& frame);
  base::Result<StreamAnswer> look_at(const SentFrame& frame, StreamReport& report);
  base::Result<StreamTask*> task();

  // On either.
  void call_worker();
  void send(std::string text);
  void complain(const http::Fault& fault, Weight weight, std::optional<std::uint64_t> frame = {});
  void count_error();
  void close(http::CloseCode code, std::string reason);

  const SharedService service_;
  const StreamLimits& limits_;
  const Clock::time_point begun_ = Clock::now();
  http::WebSocket socket_;
  StreamInbox inbox_;
  std::atomic<int> errors_in_a_row_ = 0;
  std::atomic<bool> is_closed_ = false;

  // Of the network thread; the worker may read the caller once it has work.
  StreamCaller caller_;
  std::unique_ptr<StreamDesk::Place> place_;  ///< null: not admitted yet
  access::TokenBucket frames_;
  access::TokenBucket texts_;
  std::uint64_t received_ = 0;  ///< frames
  bool is_settled_ = false;     ///< a worker may use the settings by now

  // Of the network thread until is_settled_, of the worker from then on.
  StreamSettings settings_;
  std::unique_ptr<StreamTask> follow_;  ///< what is done without an order
  /// What is done in its place; null: nothing. Of whom the inbox has told to work, even before a
  /// worker is found.
  std::unique_ptr<StreamTask> ordered_;
};

}  // namespace facelatch::api
