// SPDX-License-Identifier: Apache-2.0
#include "http/transport.hpp"

#include <sys/poll.h>
#include <sys/socket.h>

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace facelatch::http {
namespace {

enum class Peeked { nothing, data, end };

Peeked peek(tcp::socket& socket) {
  char byte = 0;
  const auto count = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (count > 0) return Peeked::data;
  if (count == 0) return Peeked::end;
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? Peeked::nothing : Peeked::end;
}

asio::awaitable<bool> wait_for_data(tcp::socket& socket) {
  const auto [error] = co_await socket.async_wait(tcp::socket::wait_read, kAwait);
  co_return !error;
}

template <class Stream>
asio::awaitable<bool> write_all(Stream& stream, WriteBuffers buffers) {
  const auto [error, count] = co_await asio::async_write(stream, buffers, kAwait);
  co_return !error;
}

template <class Stream>
asio::awaitable<std::size_t> read_from(Stream& stream, asio::mutable_buffer buffer) {
  const auto [error, count] = co_await stream.async_read_some(buffer, kAwait);
  co_return error ? 0 : count;
}

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(tcp::socket socket) : socket_(std::move(socket)) {}

  asio::awaitable<bool> handshake() override { co_return true; }
  asio::awaitable<bool> wait_readable() override { return wait_for_data(socket_); }
  asio::awaitable<std::size_t> read_some(asio::mutable_buffer buffer) override {
    return read_from(socket_, buffer);
  }
  asio::awaitable<bool> write(WriteBuffers buffers) override { return write_all(socket_, buffers); }
  asio::awaitable<void> shutdown_send() override {
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
  }
  bool peer_has_closed() override { return peek(socket_) == Peeked::end; }
  tcp::socket& socket() override { return socket_; }
  TlsStream* tls() override { return nullptr; }

 private:
  tcp::socket socket_;
};

class TlsTransport final : public Transport {
 public:
  TlsTransport(tcp::socket socket, std::shared_ptr<const TlsContext> context)
      : context_(std::move(context)), stream_(std::move(socket), context_->native()) {}

  asio::awaitable<bool> handshake() override {
    const auto [error] = co_await stream_.async_handshake(TlsStream::server, kAwait);
    co_return !error;
  }
  // Decrypted bytes may wait in the stream while the socket has none, so the read itself waits.
  asio::awaitable<bool> wait_readable() override { co_return true; }
  asio::awaitable<std::size_t> read_some(asio::mutable_buffer buffer) override {
    return read_from(stream_, buffer);
  }
  asio::awaitable<bool> write(WriteBuffers buffers) override { return write_all(stream_, buffers); }
  asio::awaitable<void> shutdown_send() override {
    [[maybe_unused]] const auto [error] = co_await stream_.async_shutdown(kAwait);
  }
  // The peer's close_notify looks like data; a closed socket behind it tells.
  bool peer_has_closed() override {
    const auto peeked = peek(stream_.next_layer());
    if (peeked != Peeked::data) return peeked == Peeked::end;
    pollfd state{stream_.next_layer().native_handle(), POLLRDHUP, 0};
    return ::poll(&state, 1, 0) == 1 && (state.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
  }
  tcp::socket& socket() override { return stream_.next_layer(); }
  TlsStream* tls() override { return &stream_; }

 private:
  std::shared_ptr<const TlsContext> context_;
  TlsStream stream_;
};

}  // namespace

std::unique_ptr<Transport> make_plain_transport(tcp::socket socket) {
  return std::make_unique<PlainTransport>(std::move(socket));
}

std::unique_ptr<Transport> make_tls_transport(tcp::socket socket,
                                              std::shared_ptr<const TlsContext> context) {
  return std::make_unique<TlsTransport>(std::move(socket), std::move(context));
}

}  // namespace facelatch::http
