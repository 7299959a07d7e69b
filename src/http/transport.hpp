// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <memory>

#include "http/tls.hpp"

namespace facelatch::http {

namespace asio = boost::asio;
using asio::ip::tcp;

/// Coroutines get errors as values; nothing here throws.
inline constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

/// Up to three pieces that go out as one.
using WriteBuffers = std::array<asio::const_buffer, 3>;

/// The bytes of one connection, plain or through TLS. One operation of a kind at a time; lives on
/// its network thread. Operations end early when socket() is cancelled or closed.
class Transport {
 public:
  virtual ~Transport() = default;

  virtual asio::awaitable<bool> handshake() = 0;
  /// Waits, without a buffer where possible, until there may be something to read.
  virtual asio::awaitable<bool> wait_readable() = 0;
  /// 0: the peer has ended, or an error.
  virtual asio::awaitable<std::size_t> read_some(asio::mutable_buffer buffer) = 0;
  /// False: an error.
  virtual asio::awaitable<bool> write(WriteBuffers buffers) = 0;
  /// Says that nothing more will be sent.
  virtual asio::awaitable<void> shutdown_send() = 0;
  /// Whether the peer has closed its side, without reading. To be asked when socket() is readable.
  virtual bool peer_has_closed() = 0;
  virtual tcp::socket& socket() = 0;
  /// The TLS stream over socket(), or null.
  virtual TlsStream* tls() = 0;
};

std::unique_ptr<Transport> make_plain_transport(tcp::socket socket);
std::unique_ptr<Transport> make_tls_transport(tcp::socket socket,
                                              std::shared_ptr<const TlsContext> context);

}  // namespace facelatch::http
