// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <string>

#include "base/file.hpp"
#include "http/test_certificate.hpp"
#include "http/test_client.hpp"
#include "http/test_server.hpp"
#include "testing/temporary_folder.hpp"

namespace facelatch::http {
namespace {

namespace asio = boost::asio;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A client that trusts one certificate and nothing else. Throws what Asio throws.
class TlsClient {
 public:
  TlsClient(std::uint16_t port, const std::string& trusted_pem, int version = 0) {
    context_.add_certificate_authority(asio::buffer(trusted_pem));
    context_.set_verify_mode(asio::ssl::verify_peer);
    if (version != 0) SSL_CTX_set_max_proto_version(context_.native_handle(), version);
    SSL_CTX_set_security_level(context_.native_handle(), 0);
    static constexpr unsigned char kOffered[] = "\x02h2\x08http/1.1";
    SSL_CTX_set_alpn_protos(context_.native_handle(), kOffered, sizeof(kOffered) - 1);
    stream_.emplace(io_, context_);
    stream_->next_layer().connect({asio::ip::address_v4::loopback(), port});
    stream_->handshake(asio::ssl::stream_base::client);
  }

  std::string get(std::string_view target) {
    asio::write(*stream_, asio::buffer(request_text("GET", target, "Connection: close\r\n")));
    std::string text;
    boost::system::error_code error;
    asio::read(*stream_, asio::dynamic_buffer(text), error);
    return text;
  }
  std::string protocol() {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(stream_->native_handle(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }

 private:
  asio::io_context io_;
  asio::ssl::context context_{asio::ssl::context::tls_client};
  std::optional<asio::ssl::stream<asio::ip::tcp::socket>> stream_;
};

class Tls : public ::testing::Test {
 protected:
  Tls() { store(first_); }

  void store(const TestCertificate& certificate) {
    ASSERT_TRUE(base::write_text(folder_.path() / "chain.pem", certificate.certificate_pem));
    ASSERT_TRUE(base::write_text(folder_.path() / "key.pem", certificate.key_pem));
  }
  ServerOptions options() const {
    ServerOptions options;
    options.tls = TlsFiles{folder_.path() / "chain.pem", folder_.path() / "key.pem"};
    return options;
  }
  static Router router() {
    Router router;
    router.add(Method::get, "/", trivial_route(),
               [](const Request&) { return text_response(200, "welcome"); });
    router.add(Method::get, "/large", {},
               [](const Request&) { return text_response(200, std::string(1UL << 20U, 'x')); });
    return router;
  }
  base::ErrorCode start_error() const {
    const auto started = Server::start(options(), Router());
    return started ? base::ErrorCode::internal : started.error().code;
  }

  testing::TemporaryFolder folder_;
  TestCertificate first_ = make_test_certificate();
  TestCertificate second_ = make_test_certificate();
};

TEST_F(Tls, ServesBothVersionsThatAreSafe) {
  TestServer server(router(), options());
  EXPECT_THAT(TlsClient(server.port(), first_.certificate_pem).get("/"), EndsWith("welcome"));
  TlsClient older(server.port(), first_.certificate_pem, TLS1_2_VERSION);
  EXPECT_THAT(older.get("/large"), StartsWith("HTTP/1.1 200 OK"));
}

TEST_F(Tls, RefusesTheVersionsThatAreNot) {
  TestServer server(router(), options());
  EXPECT_THROW(TlsClient(server.port(), first_.certificate_pem, TLS1_1_VERSION),
               boost::system::system_error);
}

TEST_F(Tls, SaysThatItSpeaksHttp11) {
  TestServer server(router(), options());
  EXPECT_EQ(TlsClient(server.port(), first_.certificate_pem).protocol(), "http/1.1");
}

TEST_F(Tls, IsNotSpokenToClientsWithoutIt) {
  TestServer server(router(), options());
  TestClient plain(server.port());
  plain.send(request_text("GET", "/"));
  EXPECT_THAT(plain.read_rest(), ::testing::Not(HasSubstr("HTTP/1.1 200")));
}

TEST_F(Tls, AHandshakeThatDribblesIsCut) {
  auto hurried = options();
  hurried.limits.header_time = std::chrono::milliseconds(50);
  TestServer server(router(), hurried);
  TestClient silent(server.port());
  EXPECT_EQ(silent.read_rest(), "");
}

TEST_F(Tls, ACertificateIsReloadedForNewConnections) {
  TestServer server(router(), options());
  TlsClient before(server.port(), first_.certificate_pem);
  store(second_);
  ASSERT_TRUE(server->reload_tls());
  EXPECT_THAT(before.get("/"), EndsWith("welcome")) << "an open connection keeps what it has";
  EXPECT_THROW(TlsClient(server.port(), first_.certificate_pem), boost::system::system_error);
  EXPECT_THAT(TlsClient(server.port(), second_.certificate_pem).get("/"), EndsWith("welcome"));
}

TEST_F(Tls, AFailedReloadKeepsTheOldOne) {
  TestServer server(router(), options());
  ASSERT_TRUE(base::write_text(folder_.path() / "chain.pem", "half a file"));
  const auto reloaded = server->reload_tls();
  ASSERT_FALSE(reloaded);
  EXPECT_THAT(reloaded.error().message, HasSubstr("chain.pem"));
  EXPECT_THAT(TlsClient(server.port(), first_.certificate_pem).get("/"), EndsWith("welcome"));
}

TEST_F(Tls, FilesThatAreMissingOrDoNotBelongTogetherAreRefused) {
  ASSERT_TRUE(base::write_text(folder_.path() / "key.pem", second_.key_pem));
  EXPECT_EQ(start_error(), base::ErrorCode::invalid_argument);
  ASSERT_TRUE(base::write_text(folder_.path() / "key.pem", ""));
  EXPECT_EQ(start_error(), base::ErrorCode::invalid_argument);
  std::filesystem::remove(folder_.path() / "chain.pem");
  EXPECT_EQ(start_error(), base::ErrorCode::invalid_argument);
}

TEST_F(Tls, DrainingEndsIdleConnections) {
  TestServer server(router(), options());
  TlsClient idle(server.port(), first_.certificate_pem);
  EXPECT_EQ(server->stop(base::Deadline::after(std::chrono::seconds(10))), 0U);
}

}  // namespace
}  // namespace facelatch::http
