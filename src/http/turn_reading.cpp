// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "http/turn.hpp"

namespace facelatch::http {
namespace {

constexpr std::size_t kHeadRead = 4096;
constexpr std::size_t kBodyRead = 64UL << 10U;
// Chunk headers with their extensions, and trailers, come whole within this or not at all.
constexpr std::size_t kMaxUnparsed = 64UL << 10U;

/// Feeds what has come to the reader; true when the wanted part is complete.
std::expected<bool, Fault> parse(Turn& turn, Until until) {
  auto& input = turn.connection.input;
  while (!input.empty()) {
    const auto taken = turn.reader.feed(input.data());
    if (!taken) return std::unexpected(taken.error());
    input.consume(*taken);
    if (until == Until::head ? turn.reader.has_head() : turn.reader.complete()) return true;
    if (*taken == 0) break;
  }
  if (input.data().size() >= kMaxUnparsed) {
    return std::unexpected(Fault(400, "invalid_argument", "The chunked body is malformed."));
  }
  return false;
}

/// A body's time grows with what has come, so a client that dribbles has less than one that sends.
std::chrono::milliseconds time_for(const Turn& turn, Until until) {
  const auto& limits = turn.connection.limits();
  if (until == Until::head) return limits.header_time;
  const auto rate = std::max<std::uint64_t>(limits.body_bytes_per_second, 1);
  return limits.body_time + std::chrono::milliseconds(turn.reader.body_bytes() * 1000 / rate);
}

Reading too_late() {
  return refused({408, "deadline_exceeded", "The request did not come completely in time."});
}

}  // namespace

asio::awaitable<Reading> read_until(Turn& turn, Until until) {
  auto& connection = turn.connection;
  const auto begun = Connection::Clock::now();
  while (true) {
    auto complete = parse(turn, until);
    if (!complete) co_return refused(std::move(complete).error());
    if (*complete) co_return Reading();
    connection.deadline = begun + time_for(turn, until);
    const bool more = co_await read_more(connection, until == Until::head ? kHeadRead : kBodyRead);
    if (more) continue;
    if (!connection.expired) co_return gone();
    connection.expired = false;  // There is still an answer to write.
    co_return too_late();
  }
}

}  // namespace facelatch::http
