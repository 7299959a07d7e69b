// SPDX-License-Identifier: Apache-2.0
// Who may ask: the guard, the Host field, pages of other origins, request ids and traces.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/test_client.hpp"
#include "http/test_server.hpp"

namespace facelatch::http {
namespace {

using ::testing::HasSubstr;

Router guarded_router() {
  Router router;
  router.add(Method::get, "/open", trivial_route(),
             [](const Request& request) { return text_response(200, request.caller); });
  auto scoped = trivial_route();
  scoped.scope = "embed";
  scoped.body_bytes = 1UL << 30U;
  router.add(Method::post, "/scoped", scoped,
             [](const Request& request) { return text_response(200, request.caller); });
  router.add(Method::get, "/trace", trivial_route(), [](const Request& request) {
    return text_response(200, request.trace.traceparent());
  });
  return router;
}

ServerOptions guarded_options() {
  ServerOptions options;
  options.guard = [](const Request& head,
                     const RouteOptions& route) -> std::expected<std::string, Fault> {
    if (route.scope.empty()) return "nobody";
    if (head.headers.value_or_empty("Authorization") == "Bearer good") return "the good one";
    return std::unexpected(Fault(401, "unauthenticated", "A key is needed."));
  };
  return options;
}

TEST(Guard, NamesTheCaller) {
  TestServer server(guarded_router(), guarded_options());
  TestClient client(server.port());
  client.send(request_text("POST", "/scoped", "Authorization: Bearer good\r\n"));
  EXPECT_EQ(client.read_answer().body, "the good one");
  EXPECT_EQ(client.get("/open").body, "nobody");
  EXPECT_EQ(server.wait_for_exchanges(1).front().caller, "the good one");
}

TEST(Guard, RefusesBeforeTheBodyIsRead) {
  TestServer server(guarded_router(), guarded_options());
  TestClient client(server.port());
  client.send(
      request_text("POST", "/scoped", "Content-Length: 1000000000\r\nExpect: 100-continue\r\n"));
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.headers.value_or_empty("WWW-Authenticate"), "Bearer");
  EXPECT_THAT(answer.body, HasSubstr(R"("code":"unauthenticated")"));
}

// A page whose name was rebound to this address (DNS rebinding) sends its own name.
TEST(Hosts, OnlyThoseThatAreAllowedAreAnswered) {
  ServerOptions options;
  options.allowed_hosts = {"localhost", "127.0.0.1", "[::1]"};
  TestServer server(guarded_router(), options);
  const auto status_for = [&](std::string_view host) {
    TestClient client(server.port());
    client.send("GET /open HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n");
    return client.read_answer().status;
  };
  EXPECT_EQ(status_for("localhost:8080"), 200);
  EXPECT_EQ(status_for("LOCALHOST"), 200);
  EXPECT_EQ(status_for("127.0.0.1:80"), 200);
  EXPECT_EQ(status_for("[::1]:8080"), 200);
  EXPECT_EQ(status_for("evil.example"), 421);
  EXPECT_EQ(status_for("localhost.evil.example"), 421);
  EXPECT_EQ(status_for(""), 421);
}

// A page of any site may send a form to any address; the browser says of which page it is.
TEST(Pages, OfOtherSitesChangeNothing) {
  ServerOptions options;
  options.allowed_origins = {"https://a.example"};
  TestServer server(guarded_router(), options);
  const auto status_for = [&](std::string_view method, std::string_view path,
                              const std::string& fields) {
    TestClient client(server.port());
    client.send(request_text(method, path, fields));
    return client.read_answer().status;
  };
  const auto post = [&](const std::string& fields) {
    return status_for("POST", "/scoped", fields);
  };
  EXPECT_EQ(post(""), 200);
  EXPECT_EQ(post("Sec-Fetch-Site: same-origin\r\n"), 200);
  EXPECT_EQ(post("Sec-Fetch-Site: none\r\n"), 200);
  EXPECT_EQ(post("Sec-Fetch-Site: same-origin\r\nOrigin: https://proxied.example\r\n"), 200);
  EXPECT_EQ(post("Origin: http://localhost\r\n"), 200);
  EXPECT_EQ(post("Sec-Fetch-Site: cross-site\r\nOrigin: https://a.example\r\n"), 200);
  EXPECT_EQ(post("Sec-Fetch-Site: cross-site\r\nOrigin: https://b.example\r\n"), 403);
  EXPECT_EQ(post("Sec-Fetch-Site: same-site\r\nOrigin: http://localhost:1\r\n"), 403);
  EXPECT_EQ(post("Sec-Fetch-Site: cross-site\r\n"), 403);
  EXPECT_EQ(post("Origin: https://b.example\r\n"), 403);
  EXPECT_EQ(post("Origin: null\r\n"), 403);
  EXPECT_EQ(status_for("GET", "/open", "Sec-Fetch-Site: cross-site\r\n"), 200);
}

TEST(Cors, IsOffUnlessConfigured) {
  TestServer server(guarded_router());
  TestClient client(server.port());
  const auto answer = client.get("/open", "Origin: https://a.example\r\n");
  EXPECT_FALSE(answer.headers.contains("Access-Control-Allow-Origin"));
  EXPECT_FALSE(answer.headers.contains("Vary"));
}

TEST(Cors, AllowsTheConfiguredOriginsOnly) {
  ServerOptions options;
  options.allowed_origins = {"https://a.example"};
  TestServer server(guarded_router(), options);
  TestClient client(server.port());
  const auto allowed = client.get("/open", "Origin: https://a.example\r\n");
  EXPECT_EQ(allowed.headers.value_or_empty("Access-Control-Allow-Origin"), "https://a.example");
  EXPECT_EQ(allowed.headers.value_or_empty("Vary"), "Origin");
  EXPECT_FALSE(allowed.headers.contains("Access-Control-Allow-Credentials"));
  const auto other = client.get("/open", "Origin: https://b.example\r\n");
  EXPECT_FALSE(other.headers.contains("Access-Control-Allow-Origin"));
}

TEST(Cors, APreflightHearsMethodsAndHeaders) {
  ServerOptions options;
  options.allowed_origins = {"*"};
  TestServer server(guarded_router(), options);
  TestClient client(server.port());
  client.send(request_text("OPTIONS", "/scoped",
                           "Origin: https://a.example\r\nAccess-Control-Request-Method: POST\r\n"));
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.headers.value_or_empty("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(answer.headers.count("Access-Control-Allow-Origin"), 1U);
  EXPECT_THAT(std::string(answer.headers.value_or_empty("Access-Control-Allow-Methods")),
              HasSubstr("POST"));
  EXPECT_THAT(std::string(answer.headers.value_or_empty("Access-Control-Allow-Headers")),
              HasSubstr("Authorization"));
}

TEST(RequestId, OfTheClientIsKeptWhenHarmless) {
  TestServer server(guarded_router());
  TestClient client(server.port());
  const auto id_for = [&](std::string_view sent) {
    const auto answer = client.get("/open", "X-Request-Id: " + std::string(sent) + "\r\n");
    return std::string(answer.headers.value_or_empty("X-Request-Id"));
  };
  EXPECT_EQ(id_for("job-7.a_B"), "job-7.a_B");
  EXPECT_NE(id_for("two words"), "two words");
  EXPECT_NE(id_for("a=\"b\""), "a=\"b\"");
  EXPECT_NE(id_for(std::string(65, 'a')), std::string(65, 'a'));
}

TEST(RequestId, ATraceIsContinued) {
  TestServer server(guarded_router());
  TestClient client(server.port());
  EXPECT_THAT(
      client
          .get("/trace", "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n")
          .body,
      ::testing::MatchesRegex("00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01"));
}

}  // namespace
}  // namespace facelatch::http
