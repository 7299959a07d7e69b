// SPDX-License-Identifier: Apache-2.0
#include "http/tls.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <boost/system/error_code.hpp>

namespace facelatch::http {
namespace {

namespace ssl = boost::asio::ssl;

/// HTTP/1.1 is all that we speak; clients that offer it should hear so (RFC 7301).
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  static constexpr unsigned char kOurs[] = "\x08http/1.1";
  unsigned char* selected = nullptr;
  if (SSL_select_next_proto(&selected, size, kOurs, sizeof(kOurs) - 1, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *chosen = selected;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

TlsContext::TlsContext() : context_(ssl::context::tls_server) {}

base::Result<std::shared_ptr<const TlsContext>> TlsContext::load(
    const std::filesystem::path& certificate_chain, const std::filesystem::path& private_key) {
  using base::ErrorCode;
  using base::failure;
  std::shared_ptr<TlsContext> result(new TlsContext);  // NOLINT(cppcoreguidelines-owning-memory)
  auto& context = result->context_;
  SSL_CTX* native = context.native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                  SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
  // An idle connection gives back its 34 KiB of record buffers.
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  // Forward secrecy and authenticated encryption only; TLS 1.3 has nothing else.
  SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
  boost::system::error_code error;
  context.use_certificate_chain_file(certificate_chain.string(), error);
  if (error) {
    return failure(
        ErrorCode::invalid_argument,
        fmt::format("The file {} has no certificate in PEM format.", certificate_chain.string()));
  }
  // Without a callback OpenSSL would ask on the terminal for the passphrase of an encrypted key.
  context.set_password_callback([](std::size_t, ssl::context::password_purpose) { return ""; },
                                error);
  context.use_private_key_file(private_key.string(), ssl::context::pem, error);
  if (error) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("The file {} has no unencrypted private key in PEM format that "
                               "belongs to the certificate.",
                               private_key.string()));
  }
  return result;
}

}  // namespace facelatch::http
