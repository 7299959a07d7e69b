// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "http/read_buffer.hpp"
#include "http/server_core.hpp"
#include "http/transport.hpp"

namespace facelatch::http {

/// What a connection waits for while a worker has its request. Shared with the worker; `stop` is
/// thread-safe, the rest belongs to the network thread.
struct PendingTask {
  explicit PendingTask(const asio::any_io_executor& executor) : wake(executor) {}

  asio::steady_timer wake;  ///< Expires at the request's deadline; cancelled when something is new.
  bool done = false;
  bool peer_gone = false;
  bool abandoned = false;  ///< The connection does not look any more.
};

/// One accepted connection: its bytes, and until when the present step may take. Lives on its
/// lane's thread, from accept to close.
struct Connection {
  using Clock = std::chrono::steady_clock;

  Connection(Lane& its_lane, std::unique_ptr<Transport> its_transport, std::string peer)
      : lane(its_lane),
        transport(std::move(its_transport)),
        remote_address(std::move(peer)),
        place(lane.enter(this)) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection(Connection&&) = delete;
  Connection& operator=(Connection&&) = delete;
  ~Connection() { lane.leave(place); }

  [[nodiscard]] ServerCore& core() const { return lane.core(); }
  [[nodiscard]] const ServerLimits& limits() const { return core().options.limits; }

  /// The sweep ends the operation under way after `time`; `expired` then says so.
  void allow(Clock::duration time) { deadline = Clock::now() + time; }
  void allow_forever() { deadline = Clock::time_point::max(); }
  /// Ends whatever is under way, for good.
  void cut();

  Lane& lane;
  std::unique_ptr<Transport> transport;
  std::string remote_address;
  ReadBuffer input;
  Clock::time_point deadline = Clock::time_point::max();
  bool idle = true;      ///< Between requests: may be closed without loss.
  bool expired = false;  ///< The deadline has passed.
  bool is_cut = false;
  std::shared_ptr<PendingTask> task;  ///< While a worker has the request.
  std::function<void()> on_drain;     ///< Ends a conversation that has no end of its own.
  Lane::Place place;
};

/// Serves requests until either side ends. To be spawned on the connection's lane.
asio::awaitable<void> serve(std::unique_ptr<Connection> connection);

/// Reads what there is, at most about `size`; false when the peer has ended, or an error or the
/// deadline came.
asio::awaitable<bool> read_more(Connection& connection, std::size_t size);

/// Serves one request, whose first bytes have come; false when the connection must end.
asio::awaitable<bool> serve_request(Connection& connection);

/// Says that no more will come and reads away what the client still sends, for a while: to close
/// with unread bytes would reset the connection and destroy the answer on its way.
asio::awaitable<void> linger(Connection& connection);

}  // namespace facelatch::http
