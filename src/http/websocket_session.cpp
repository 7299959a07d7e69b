// SPDX-License-Identifier: Apache-2.0
#include "http/websocket_session.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <memory>
#include <utility>

#include "http/admission.hpp"
#include "http/place.hpp"
#include "http/websocket_outbox.hpp"
#include "http/worker_task.hpp"

namespace facelatch::http {
namespace {

namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using UpgradeRequest = beast::http::request<beast::http::empty_body>;

/// An event that the network thread waits for: cancelled when it comes.
using Event = asio::steady_timer;

std::shared_ptr<Event> make_event(const asio::any_io_executor& executor) {
  return std::make_shared<Event>(executor, Event::time_point::max());
}

UpgradeRequest to_beast(const Request& request) {
  UpgradeRequest upgrade(beast::http::verb::get, request.target.raw_path, 11);
  for (const auto& field : request.headers) upgrade.insert(field.name, field.value);
  return upgrade;
}

std::optional<Response> refuse_upgrade(const Turn& turn, const Request& request,
                                       const UpgradeRequest& upgrade) {
  const auto refusal = [&](const Fault& fault) {
    return error_response(fault, turn.errors, turn.request_id);
  };
  if (!websocket::is_upgrade(upgrade) ||
      request.headers.value_or_empty("Sec-WebSocket-Version") != "13") {
    auto response = refusal({426, "invalid_argument", "This path speaks WebSocket, version 13."});
    response.headers.add("Upgrade", "websocket");
    response.headers.add("Sec-WebSocket-Version", "13");
    return response;
  }
  if (!turn.connection.input.empty() || !turn.reader.complete()) {
    return refusal({400, "invalid_argument", "Nothing may follow an upgrade before its answer."});
  }
  return std::nullopt;
}

/// The application's side, shared with a worker that may still run when the connection is gone.
struct Application {
  WebSocketCallbacks callbacks;
  WebSocketMessage message;
  bool failed = false;

  void handle() noexcept {
    try {
      if (callbacks.on_message) callbacks.on_message(std::move(message));
    } catch (...) {
      failed = true;
    }
  }
};

/// Shared by the two coroutines of a connection, which read and write.
template <class Stream>
struct Session {
  Session(Turn& its_turn, Stream& its_stream, std::shared_ptr<WebSocket::Outbox> its_outbox,
          std::shared_ptr<Event> its_news)
      : turn(its_turn),
        stream(its_stream),
        outbox(std::move(its_outbox)),
        news(std::move(its_news)),
        writer_ended(make_event(its_stream.get_executor())) {}
  ~Session() { outbox->shut(); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  Session(Session&&) = delete;
  Session& operator=(Session&&) = delete;

  Turn& turn;
  websocket::stream<Stream&> stream;
  std::shared_ptr<WebSocket::Outbox> outbox;
  std::shared_ptr<Event> news;  ///< Of the outbox.
  std::shared_ptr<Event> writer_ended;
  bool writing = true;
};

template <class Stream>
asio::awaitable<void> write_messages(std::shared_ptr<Session<Stream>> session) {
  while (true) {
    auto next = session->outbox->next();
    if (next.message) {
      session->stream.text(next.message->kind == WebSocketMessage::Kind::text);
      const auto [error, count] =
          co_await session->stream.async_write(asio::buffer(next.message->data), kAwait);
      if (error) co_return;
      session->turn.bytes_out += count;
    } else if (next.close) {
      const websocket::close_reason reason(static_cast<websocket::close_code>(*next.close),
                                           next.reason);
      co_await session->stream.async_close(reason, kAwait);
      co_return;
    } else if (next.is_shut) {
      co_return;
    } else {
      co_await session->news->async_wait(kAwait);
    }
  }
}

/// Gives one message to the application; false: it cannot go on.
asio::awaitable<bool> deliver(Turn& turn, std::shared_ptr<Application> application) {
  if (turn.route->options.cost == Cost::trivial) {
    application->handle();
    co_return !application->failed;
  }
  // A name, because g++ 12 destroys a lambda inside of a co_await expression twice.
  WorkQueue::Job work = [application] { application->handle(); };
  // The writer may be busy, so nothing of the socket may be cancelled.
  const auto end =
      co_await run_in_worker(turn.connection, std::move(work), turn.stop, base::Deadline(),
                             WorkQueue::Admission::admitted, PeerWatch::off);
  co_return end == TaskEnd::finished && !application->failed;
}

/// Ends the conversation of a client that is silent for too long. On the network thread.
class Patience {
 public:
  Patience(const asio::any_io_executor& executor, std::shared_ptr<WebSocket::Outbox> outbox)
      : timer_(executor), outbox_(std::move(outbox)) {}

  void begin(std::chrono::milliseconds time) {
    if (time == std::chrono::milliseconds(0)) return;
    timer_.expires_after(time);
    timer_.async_wait([outbox = outbox_](boost::system::error_code error) {
      if (!error) outbox->finish(CloseCode::policy, "No message came for too long.");
    });
  }
  void end() { timer_.cancel(); }

 private:
  asio::steady_timer timer_;
  std::shared_ptr<WebSocket::Outbox> outbox_;
};

template <class Stream>
asio::awaitable<void> read_messages(std::shared_ptr<Session<Stream>> session,
                                    std::shared_ptr<Application> application) {
  Patience patience(session->stream.get_executor(), session->outbox);
  auto silence = application->callbacks.first_silence;
  while (true) {
    beast::flat_buffer buffer;
    patience.begin(silence);
    const auto [error, count] = co_await session->stream.async_read(buffer, kAwait);
    patience.end();
    if (error) co_return;
    silence = application->callbacks.silence;
    const auto data = buffer.cdata();
    application->message = {
        session->stream.got_text() ? WebSocketMessage::Kind::text : WebSocketMessage::Kind::binary,
        std::string(static_cast<const char*>(data.data()), data.size())};
    const bool delivered = co_await deliver(session->turn, application);
    if (!delivered) {
      session->outbox->finish(CloseCode::internal, {});
      co_return;
    }
  }
}

template <class Stream>
void configure(Session<Stream>& session) {
  const auto& limits = session.turn.connection.limits();
  websocket::stream_base::timeout timeout{};
  timeout.handshake_timeout = limits.header_time;
  timeout.idle_timeout = limits.websocket_idle_time;
  timeout.keep_alive_pings = true;
  session.stream.set_option(timeout);
  session.stream.read_message_max(static_cast<std::size_t>(session.turn.route->options.body_bytes));
  session.stream.set_option(websocket::stream_base::decorator(
      [id = session.turn.request_id](websocket::response_type& response) {
        response.set("Server", "facelatch");
        response.set("X-Request-Id", id);
      }));
}

template <class Stream>
asio::awaitable<void> converse(Turn& turn, Stream& stream, UpgradeRequest upgrade,
                               std::shared_ptr<Application> application,
                               std::shared_ptr<WebSocket::Outbox> outbox,
                               std::shared_ptr<Event> news) {
  const auto session = std::make_shared<Session<Stream>>(turn, stream, outbox, std::move(news));
  configure(*session);
  const auto [error] = co_await session->stream.async_accept(upgrade, kAwait);
  if (error) co_return;
  turn.status = 101;
  asio::co_spawn(stream.get_executor(), write_messages(session),
                 [session](const std::exception_ptr&) {
                   session->writing = false;
                   session->writer_ended->cancel();
                 });
  co_await read_messages(session, application);
  // The writer may still owe a close frame; without a peer it fails at once or after its timeout.
  outbox->finish(CloseCode::normal, {});
  if (session->writing) co_await session->writer_ended->async_wait(kAwait);
  outbox->shut();
}

}  // namespace

asio::awaitable<void> serve_websocket(Turn& turn, Request request) {
  auto& connection = turn.connection;
  auto& core = connection.core();
  const Place place(core.websockets, core.options.limits.websockets);
  auto upgrade = to_beast(request);
  auto refusal = refuse_upgrade(turn, request, upgrade);
  if (!refusal && (!place.exists() || core.draining)) {
    refusal = error_response(overloaded_fault(), turn.errors, turn.request_id);
  }
  const auto news = make_event(connection.transport->socket().get_executor());
  const auto outbox = std::make_shared<WebSocket::Outbox>(
      connection.limits().websocket_outbox_bytes,
      [news] { asio::post(news->get_executor(), [news] { news->cancel(); }); }, core.queue);
  const auto application = std::make_shared<Application>();
  turn.stop = std::stop_source();
  request.cancelled = turn.stop.get_token();
  if (!refusal) {
    auto callbacks = turn.route->websocket(std::move(request), WebSocket(outbox));
    if (callbacks) {
      application->callbacks = *std::move(callbacks);
      if (turn.caller.empty()) turn.caller = application->callbacks.caller;
    } else {
      refusal = error_response(callbacks.error(), turn.errors, turn.request_id);
    }
  }
  if (refusal) {
    turn.keep_alive = turn.keep_alive && turn.reader.complete();
    co_await answer(turn, *std::move(refusal));
    co_return;
  }
  turn.keep_alive = false;
  connection.input.release();
  connection.allow_forever();  // The stream has timeouts of its own.
  connection.on_drain = [outbox] { outbox->finish(CloseCode::going_away, {}); };
  if (auto* tls = connection.transport->tls()) {
    co_await converse(turn, *tls, std::move(upgrade), application, outbox, news);
  } else {
    co_await converse(turn, connection.transport->socket(), std::move(upgrade), application, outbox,
                      news);
  }
  connection.on_drain = {};
  turn.stop.request_stop();
  if (application->callbacks.on_close) application->callbacks.on_close();
}

}  // namespace facelatch::http
