// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "http/admission.hpp"
#include "http/cors.hpp"
#include "http/place.hpp"
#include "http/response_head.hpp"
#include "http/turn.hpp"
#include "http/worker_task.hpp"

namespace facelatch::http {
namespace {

/// Shared with the worker that may still run when the connection is gone.
struct Stream {
  ChunkProducer producer;
  std::optional<std::string> piece;
  bool failed = false;

  void advance() noexcept {
    try {
      piece = producer();
    } catch (...) {
      failed = true;
    }
  }
};

bool has_no_body(const Turn& turn, int status) {
  return turn.method == "HEAD" || status == 204 || status == 304;
}

asio::awaitable<bool> next_piece(Turn& turn, std::shared_ptr<Stream> stream) {
  if (turn.route == nullptr || turn.route->options.cost == Cost::trivial) {
    stream->advance();
    co_return !stream->failed;
  }
  // A name, because g++ 12 destroys a lambda inside of a co_await expression twice.
  WorkQueue::Job work = [stream] { stream->advance(); };
  const auto end = co_await run_in_worker(turn.connection, std::move(work), turn.stop,
                                          turn.deadline, WorkQueue::Admission::admitted);
  co_return end == TaskEnd::finished && !stream->failed;
}

asio::awaitable<bool> write_piece(Turn& turn, std::string piece) {
  if (turn.version == 10) co_return co_await write(turn, {asio::buffer(piece), {}, {}});
  const auto size = fmt::format("{:x}\r\n", piece.size());
  co_return co_await write(turn,
                           {asio::buffer(size), asio::buffer(piece), asio::buffer("\r\n", 2)});
}

/// False: the connection must be closed, so that the client does not take what came for the whole.
asio::awaitable<bool> write_stream(Turn& turn, ChunkProducer producer) {
  const auto stream = std::make_shared<Stream>();
  stream->producer = std::move(producer);
  while (true) {
    const bool more = co_await next_piece(turn, stream);
    if (!more) co_return false;
    if (!stream->piece) break;
    if (stream->piece->empty()) continue;  // An empty chunk would end the body.
    const bool written = co_await write_piece(turn, *std::move(stream->piece));
    if (!written) co_return false;
  }
  if (turn.version == 10) co_return true;
  co_return co_await write(turn, {asio::buffer("0\r\n\r\n", 5), {}, {}});
}

ResponseFrame frame_of(const Turn& turn, const Response& response) {
  ResponseFrame frame;
  frame.version = turn.version;
  frame.length = response.body.size();
  if (response.chunks) {
    frame.body =
        turn.version == 10 ? ResponseFrame::Body::until_close : ResponseFrame::Body::chunked;
  }
  frame.keep_alive = turn.keep_alive;
  frame.date = turn.connection.lane.date();
  frame.request_id = turn.request_id;
  return frame;
}

}  // namespace

asio::awaitable<bool> write(Turn& turn, WriteBuffers buffers) {
  auto& connection = turn.connection;
  const auto& limits = connection.limits();
  const auto size = asio::buffer_size(buffers);
  const auto rate = std::max<std::uint64_t>(limits.write_bytes_per_second, 1);
  connection.allow(limits.write_time + std::chrono::milliseconds(size * 1000 / rate));
  const bool written = co_await connection.transport->write(buffers);
  if (written) turn.bytes_out += size;
  co_return written && !connection.expired && !connection.is_cut;
}

asio::awaitable<void> answer(Turn& turn, Response response) {
  // The answers of no known length are bounded, because the next piece of each is always let into
  // the queue.
  auto& core = turn.connection.core();
  const Place place(core.streams, core.options.limits.streams);
  if (response.chunks && !place.exists()) {
    response = error_response(overloaded_fault(), turn.errors, turn.request_id);
  }
  turn.status = response.status;
  if (core.draining) turn.keep_alive = false;
  if (response.chunks && turn.version == 10) turn.keep_alive = false;
  add_cors(core.options.allowed_origins, turn.origin, response.headers);
  const auto head = response_head(response, frame_of(turn, response));
  const bool bare = has_no_body(turn, response.status);
  bool written = co_await write(
      turn, {asio::buffer(head), bare ? asio::const_buffer() : asio::buffer(response.body), {}});
  if (written && response.chunks && !bare) {
    written = co_await write_stream(turn, std::move(response.chunks));
  }
  if (!written) {
    turn.keep_alive = false;
    turn.status = kStatusClientGone;
    if (turn.stop.stop_possible()) turn.stop.request_stop();
  }
}

}  // namespace facelatch::http
