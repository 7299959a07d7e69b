// SPDX-License-Identifier: Apache-2.0
// Where a request begins and ends on the wire, and what is no request at all.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/test_client.hpp"
#include "http/test_server.hpp"

namespace facelatch::http {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::size_t kMostHeadBytes = 2048;

ServerOptions tight_options() {
  ServerOptions options;
  options.limits.header_bytes = kMostHeadBytes;
  options.limits.header_fields = 10;
  return options;
}

Router echo_router() {
  Router router;
  router.add(Method::get, "/", trivial_route(),
             [](const Request&) { return text_response(200, "welcome"); });
  router.add(Method::get, "/query", trivial_route(), [](const Request& request) {
    return text_response(200, std::string(request.target.query.find("name").value_or("none")));
  });
  auto small = trivial_route();
  small.body_bytes = 100;
  router.add(Method::post, "/echo", small, echo_body);
  router.add(Method::get, "/chunks", trivial_route(), [](const Request&) {
    return ndjson_response([i = 0]() mutable -> std::optional<std::string> {
      if (i == 3) return std::nullopt;
      return fmt::format("{{\"line\":{}}}\n", i++);
    });
  });
  router.add(Method::get, "/torn", trivial_route(), [](const Request&) {
    return ndjson_response([i = 0]() mutable -> std::optional<std::string> {
      if (i++ == 1) throw std::runtime_error("no more");
      return "first\n";
    });
  });
  return router;
}

class Framing : public testing::Test {
 protected:
  Answer answer_to(std::string_view bytes) {
    client_.send(bytes);
    return client_.read_answer();
  }
  /// Sends and expects a refusal behind which the connection is closed.
  int refusal_of(std::string_view bytes) {
    TestClient client(server_.port());
    client.send(bytes);
    const auto answer = client.read_answer();
    EXPECT_EQ(answer.headers.value_or_empty("Connection"), "close");
    EXPECT_EQ(client.read_rest(), "") << "nothing behind it may be taken for a request";
    return answer.status;
  }

  TestServer server_{echo_router(), tight_options()};
  TestClient client_{server_.port()};
};

TEST_F(Framing, OneConnectionServesManyRequests) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(client_.get("/").body, "welcome");
  }
  EXPECT_EQ(server_->status().connections, 1U);
}

TEST_F(Framing, PipelinedRequestsAreAnsweredInTheirOrder) {
  std::string requests;
  for (int i = 0; i < 20; ++i) {
    requests += request_text("POST", "/echo", "Content-Length: 2\r\n", fmt::format("{:02}", i));
  }
  client_.send(requests);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(client_.read_answer().body, fmt::format("{:02}", i));
}

TEST_F(Framing, ARequestMayComeByteByByte) {
  for (const char letter : request_text("POST", "/echo", "Content-Length: 3\r\n", "abc")) {
    client_.send({&letter, 1});
  }
  EXPECT_EQ(client_.read_answer().body, "abc");
}

TEST_F(Framing, AChunkedBodyIsPutTogether) {
  constexpr auto kHead = "Transfer-Encoding: chunked\r\n";
  EXPECT_EQ(
      answer_to(request_text("POST", "/echo", kHead, "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")).body,
      "abcde");
  EXPECT_EQ(answer_to(request_text("POST", "/echo", kHead, "0\r\n\r\n")).body, "");
  EXPECT_EQ(answer_to(request_text("POST", "/echo", kHead,
                                   "3;name=value\r\nabc\r\n0\r\nTrailer: x\r\n\r\n"))
                .body,
            "abc");
}

TEST_F(Framing, ATrailerCannotChangeWhatTheHeadSaid) {
  client_.send(request_text("POST", "/echo", "Transfer-Encoding: chunked\r\n",
                            "1\r\nx\r\n0\r\nX-Request-Id: forged\r\n\r\n"));
  EXPECT_NE(client_.read_answer().headers.value_or_empty("X-Request-Id"), "forged");
}

TEST_F(Framing, AMalformedChunkIsRefused) {
  constexpr auto kHead = "Transfer-Encoding: chunked\r\n";
  EXPECT_EQ(refusal_of(request_text("POST", "/echo", kHead, "xyz\r\n")), 400);
  EXPECT_EQ(refusal_of(request_text("POST", "/echo", kHead, "3\r\nabcdef\r\n0\r\n\r\n")), 400);
  EXPECT_EQ(refusal_of(request_text("POST", "/echo", kHead, "fffffffffffffffff\r\n")), 400);
}

TEST_F(Framing, AnEndlessChunkExtensionIsRefused) {
  EXPECT_EQ(refusal_of(request_text("POST", "/echo", "Transfer-Encoding: chunked\r\n",
                                    "1;" + std::string(200'000, 'x'))),
            400);
}

TEST_F(Framing, ABodyIsAskedForWhenTheClientWaitsForThat) {
  client_.send(request_text("POST", "/echo", "Content-Length: 4\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(client_.read_answer().status, 100);
  client_.send("body");
  EXPECT_EQ(client_.read_answer().body, "body");
}

TEST_F(Framing, ABodyThatIsTooLargeIsNotAskedFor) {
  client_.send(request_text("POST", "/echo", "Content-Length: 400\r\nExpect: 100-continue\r\n"));
  const auto answer = client_.read_answer();
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.headers.value_or_empty("Connection"), "close");
}

TEST_F(Framing, AnotherExpectationCannotBeMet) {
  EXPECT_EQ(
      answer_to(request_text("POST", "/echo", "Content-Length: 0\r\nExpect: magic\r\n")).status,
      417);
}

TEST_F(Framing, ABodyAboveTheLimitOfItsRouteIsRefused) {
  const auto announced = client_.post("/echo", "text/plain", std::string(101, 'x'));
  EXPECT_EQ(announced.status, 413);
  EXPECT_THAT(announced.body, HasSubstr(R"("code":"too_large")"));
  EXPECT_EQ(client_.post("/echo", "text/plain", std::string(100, 'x')).status, 200)
      << "a small rest is read away and the connection goes on";
  EXPECT_EQ(refusal_of(request_text("POST", "/echo", "Transfer-Encoding: chunked\r\n",
                                    fmt::format("65\r\n{}\r\n0\r\n\r\n", std::string(101, 'x')))),
            413);
}

TEST_F(Framing, AHugeAnnouncedBodyIsRefusedWithoutReadingIt) {
  EXPECT_EQ(refusal_of(request_text("POST", "/echo", "Content-Length: 99999999999\r\n", "x")), 413);
}

TEST_F(Framing, ABodyToAnUnknownPathLeavesTheConnectionUsable) {
  EXPECT_EQ(client_.post("/nowhere", "text/plain", "GET / HTTP/1.1\r\n\r\n").status, 404);
  EXPECT_EQ(client_.get("/").status, 200);
}

TEST_F(Framing, AHeadThatIsTooLargeIsRefused) {
  EXPECT_EQ(refusal_of(request_text("GET", "/", "X: " + std::string(3000, 'x') + "\r\n")), 431);
  EXPECT_EQ(refusal_of(request_text("GET", "/" + std::string(3000, 'x'))), 431);
  // One byte more than is allowed, all at once: the first line counts, too.
  const auto bare = request_text("GET", "/", "X: \r\n").size();
  const auto head = [&](std::size_t bytes) {
    return request_text("GET", "/", "X: " + std::string(bytes - bare, 'x') + "\r\n");
  };
  EXPECT_EQ(refusal_of(head(kMostHeadBytes + 1)), 431);
  EXPECT_EQ(answer_to(head(kMostHeadBytes)).status, 200);
  std::string many;
  for (int i = 0; i < 20; ++i) many += fmt::format("X-{}: y\r\n", i);
  EXPECT_EQ(refusal_of(request_text("GET", "/", many)), 431);
}

TEST_F(Framing, WhatIsNotHttpIsRefused) {
  EXPECT_EQ(refusal_of("hello\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03 a TLS greeting \r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost : a\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET  / HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
}

TEST_F(Framing, TheHostMustBeNamedOnce) {
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
}

// RFC 9112, section 11.2: each of these is a request inside of another one for some parser.
TEST_F(Framing, LengthsThatContradictEachOtherAreRefused) {
  const auto post = [](std::string_view lines) {
    return request_text("POST", "/echo", lines, "0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
  };
  EXPECT_EQ(refusal_of(post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")), 400);
  EXPECT_EQ(refusal_of(post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")), 400);
  EXPECT_EQ(refusal_of(post("Content-Length: 5\r\nContent-Length: 6\r\n")), 400);
  EXPECT_EQ(refusal_of(post("Content-Length: 5, 6\r\n")), 400);
  EXPECT_EQ(refusal_of(post("Content-Length: -1\r\n")), 400);
  EXPECT_EQ(refusal_of(post("Content-Length: +5\r\n")), 400);
  EXPECT_EQ(refusal_of(post("Content-Length: 18446744073709551616\r\n")), 400);
  EXPECT_EQ(refusal_of(post("Transfer-Encoding: gzip, chunked\r\n")), 501);
  EXPECT_EQ(refusal_of(post("Transfer-Encoding: identity\r\n")), 501);
  EXPECT_EQ(refusal_of("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
}

TEST_F(Framing, AFoldedHeaderFieldIsRefusedOrOneField) {
  client_.send("GET / HTTP/1.1\r\nHost: a\r\nX: one\r\n two\r\n\r\n");
  const auto status = client_.read_answer().status;
  EXPECT_TRUE(status == 200 || status == 400);
}

TEST_F(Framing, ABrokenTargetIsRefused) {
  for (const auto* target : {"/%zz", "/%2", "/%00", "/query?name=%", "nothing"}) {
    EXPECT_EQ(client_.get(target).status, 400) << target;
  }
}

TEST_F(Framing, AQueryIsDecoded) {
  EXPECT_EQ(client_.get("/query?other=1&name=a+b%26c").body, "a b&c");
  EXPECT_EQ(client_.get("/query").body, "none");
  EXPECT_EQ(client_.get("http://example.com/query?name=absolute").body, "absolute");
}

TEST_F(Framing, AnOldClientIsAnsweredAndLeft) {
  client_.send("GET / HTTP/1.0\r\n\r\n");
  const auto text = client_.read_rest();
  EXPECT_THAT(text, AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Connection: close\r\n"),
                          testing::EndsWith("\r\n\r\nwelcome")));
}

TEST_F(Framing, AnOldClientMayAskToStay) {
  client_.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(client_.read_answer().headers.value_or_empty("Connection"), "keep-alive");
  EXPECT_EQ(client_.get("/").status, 200);
}

TEST_F(Framing, AClientThatAsksToCloseIsLeft) {
  EXPECT_EQ(client_.get("/", "Connection: close\r\n").headers.value_or_empty("Connection"),
            "close");
  EXPECT_EQ(client_.read_rest(), "");
}

TEST_F(Framing, AnAnswerOfUnknownLengthComesInChunks) {
  const auto answer = client_.get("/chunks");
  EXPECT_EQ(answer.headers.value_or_empty("Content-Type"), "application/x-ndjson");
  EXPECT_EQ(answer.body, "{\"line\":0}\n{\"line\":1}\n{\"line\":2}\n");
  EXPECT_EQ(client_.get("/").status, 200);
}

TEST_F(Framing, AnOldClientGetsSuchAnAnswerUntilTheClose) {
  client_.send("GET /chunks HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(client_.read_rest(),
              testing::EndsWith("\r\n\r\n{\"line\":0}\n{\"line\":1}\n{\"line\":2}\n"));
}

TEST_F(Framing, AnAnswerThatBreaksOffIsNotEnded) {
  client_.send(request_text("GET", "/torn"));
  EXPECT_THAT(client_.read_rest(), testing::EndsWith("6\r\nfirst\n\r\n"));
}

TEST_F(Framing, AClientThatGoesAwayInTheMiddleOfItsBodyLeavesNothing) {
  client_.send(request_text("POST", "/echo", "Content-Length: 50\r\n", "half"));
  client_.reset();
  EXPECT_EQ(server_.wait_for_exchanges(1).front().status, 499);
  EXPECT_EQ(server_->status().bodies_memory_bytes, 0U);
}

}  // namespace
}  // namespace facelatch::http
