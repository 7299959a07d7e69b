// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <filesystem>
#include <memory>

#include "base/result.hpp"

namespace boost::asio::ssl {
template <class Stream>
class stream;  // NOLINT(readability-identifier-naming): its own name
}

namespace facelatch::http {

using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

/// The server's side of TLS 1.2 and 1.3: certificate, key, and what is permitted. Immutable; each
/// connection keeps the one that it began with, so that a reload disturbs none.
class TlsContext {
 public:
  /// PEM files; the key must belong to the certificate and have no passphrase. Fails with
  /// invalid_argument.
  static base::Result<std::shared_ptr<const TlsContext>> load(
      const std::filesystem::path& certificate_chain, const std::filesystem::path& private_key);

  /// For Asio, which takes it by mutable reference but only reads it.
  [[nodiscard]] boost::asio::ssl::context& native() const { return context_; }

 private:
  TlsContext();
  mutable boost::asio::ssl::context context_;
};

}  // namespace facelatch::http
