// SPDX-License-Identifier: Apache-2.0
#include "http/connection.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace facelatch::http {

Lane::Place Lane::enter(Connection* connection) {
  return connections_.insert(connections_.end(), connection);
}

void Lane::leave(Place place) {
  connections_.erase(place);
  --core_.connections;
}

void Lane::close_idle() {
  for (auto* connection : connections_) {
    if (connection->idle) connection->cut();
    if (connection->on_drain) connection->on_drain();
  }
}

void Lane::cut_all() {
  for (auto* connection : connections_) connection->cut();
}

void Lane::sweep_later() {
  sweep_timer_.expires_after(kSweepInterval);
  sweep_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) sweep();
  });
}

void Lane::sweep() {
  const auto now = Connection::Clock::now();
  for (auto* connection : connections_) {
    if (connection->deadline > now) continue;
    connection->expired = true;
    connection->allow_forever();
    boost::system::error_code ignored;
    connection->transport->socket().cancel(ignored);
  }
  sweep_later();
}

const std::string& Lane::date() {
  const auto now = std::time(nullptr);
  if (now != date_second_) {
    date_second_ = now;
    date_ = fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(now));  // RFC 9110, 5.6.7.
  }
  return date_;
}

void Connection::cut() {
  is_cut = true;
  boost::system::error_code ignored;
  transport->socket().close(ignored);
  if (task) task->wake.cancel();
}

asio::awaitable<bool> read_more(Connection& connection, std::size_t size) {
  const auto room = connection.input.prepare(size);
  const auto count =
      co_await connection.transport->read_some(asio::mutable_buffer(room.data(), room.size()));
  connection.input.commit(count);
  co_return count > 0;
}

asio::awaitable<void> linger(Connection& connection) {
  constexpr std::size_t kSize = 64UL << 10U;
  connection.idle = true;
  connection.allow(connection.core().draining ? std::chrono::milliseconds::zero()
                                              : connection.limits().linger_time);
  co_await connection.transport->shutdown_send();
  connection.input.release();
  while (!connection.expired && !connection.is_cut) {
    const bool more = co_await read_more(connection, kSize);
    if (!more) break;
    connection.input.consume(connection.input.data().size());
  }
}

namespace {

constexpr std::size_t kFirstRead = 4096;

/// Waits for the first bytes of the next request, holding as little as possible.
asio::awaitable<bool> wait_for_request(Connection& connection) {
  if (!connection.input.empty()) co_return true;  // Pipelined.
  connection.input.release();
  if (connection.core().draining) co_return false;
  connection.idle = true;
  connection.allow(connection.limits().idle_time);
  const bool readable = co_await connection.transport->wait_readable();
  if (!readable) co_return false;
  co_return co_await read_more(connection, kFirstRead);
}

}  // namespace

asio::awaitable<void> serve(std::unique_ptr<Connection> connection) {
  connection->allow(connection->limits().header_time);
  const bool shaken = co_await connection->transport->handshake();
  if (!shaken) co_return;
  while (!connection->is_cut && !connection->expired) {
    const bool begun = co_await wait_for_request(*connection);
    if (!begun) break;
    connection->idle = false;
    const bool again = co_await serve_request(*connection);
    if (!again) break;
  }
}

}  // namespace facelatch::http
