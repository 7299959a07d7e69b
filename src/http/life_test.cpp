// SPDX-License-Identifier: Apache-2.0
// Time, load and the end of the server: what is cut, what is shed and what is finished.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <future>

#include "http/test_client.hpp"
#include "http/test_server.hpp"

namespace facelatch::http {
namespace {

using std::chrono::milliseconds;
using testing::AllOf;
using testing::HasSubstr;

Handler through(Gate& gate) {
  return [&gate](const Request& request) { return gate.pass(request); };
}

Router gated_router(Gate& gate) {
  Router router;
  router.add(Method::get, "/", trivial_route(),
             [](const Request&) { return text_response(200, "welcome"); });
  router.add(Method::get, "/gate", {}, through(gate));
  RouteOptions hurried;
  hurried.time = milliseconds(100);
  router.add(Method::get, "/hurried", hurried, through(gate));
  router.add(Method::post, "/echo", {}, echo_body);
  router.add(Method::get, "/endless", {}, [](const Request&) {
    return binary_response("text/plain", std::string(64UL << 20U, 'x'));
  });
  return router;
}

/// One worker and one place in the line, so that the third request is one too many.
ServerOptions one_at_a_time() {
  ServerOptions options;
  options.worker_threads = 1;
  options.queue_capacity = 1;
  return options;
}

TEST(Overload, AFullLineRefusesAtOnceAndSaysWhenToComeAgain) {
  Gate gate;
  TestServer server(gated_router(gate), one_at_a_time());
  TestClient running(server.port());
  TestClient waiting(server.port());
  TestClient refused(server.port());
  running.send(request_text("GET", "/gate"));
  gate.wait_until_entered(1);
  waiting.send(request_text("GET", "/gate"));
  while (server->status().waiting == 0) std::this_thread::yield();
  const auto answer = refused.get("/gate");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.value_or_empty("Retry-After"), "1");
  EXPECT_THAT(answer.body, HasSubstr(R"("code":"overloaded")"));
  EXPECT_EQ(refused.get("/").status, 200) << "what costs nothing is served under load";
  gate.open();
  EXPECT_EQ(running.read_answer().body, "passed");
  EXPECT_EQ(waiting.read_answer().body, "passed");
}

TEST(Overload, AConnectionTooManyIsToldSo) {
  Gate gate;
  ServerOptions options;
  options.limits.connections = 1;
  TestServer server(gated_router(gate), options);
  TestClient first(server.port());
  ASSERT_EQ(first.get("/").status, 200);
  TestClient second(server.port());
  EXPECT_THAT(second.read_rest(),
              AllOf(testing::StartsWith("HTTP/1.1 503 "), HasSubstr("Retry-After: 1\r\n")));
}

TEST(Overload, BodiesTogetherTakeNoMoreThanTheirShareOfMemory) {
  Gate gate;
  ServerOptions options;
  options.limits.memory_bytes = 1000;
  TestServer server(gated_router(gate), options);
  TestClient half(server.port());
  half.send(request_text("POST", "/echo", "Content-Length: 800\r\n", std::string(700, 'x')));
  while (server->status().bodies_memory_bytes < 700) std::this_thread::yield();
  TestClient other(server.port());
  EXPECT_EQ(other.post("/echo", "text/plain", std::string(500, 'x')).status, 503);
  half.send(std::string(100, 'x'));
  EXPECT_EQ(half.read_answer().status, 200);
  TestClient again(server.port());
  EXPECT_EQ(again.post("/echo", "text/plain", std::string(500, 'x')).status, 200);
}

TEST(Time, AHeadThatDribblesIsCut) {
  ServerOptions options;
  options.limits.header_time = milliseconds(50);
  Gate gate;
  TestServer server(gated_router(gate), options);
  TestClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: local");
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, 408);
  EXPECT_THAT(answer.body, HasSubstr(R"("code":"deadline_exceeded")"));
  EXPECT_EQ(client.read_rest(), "");
}

TEST(Time, ABodyThatDribblesIsCut) {
  ServerOptions options;
  options.limits.body_time = milliseconds(50);
  Gate gate;
  TestServer server(gated_router(gate), options);
  TestClient client(server.port());
  client.send(request_text("POST", "/echo", "Content-Length: 1000\r\n", "x"));
  EXPECT_EQ(client.read_answer().status, 408);
  EXPECT_EQ(client.read_rest(), "");
}

TEST(Time, AnIdleConnectionIsClosedWithoutAWord) {
  ServerOptions options;
  options.limits.idle_time = milliseconds(50);
  Gate gate;
  TestServer server(gated_router(gate), options);
  TestClient fresh(server.port());
  EXPECT_EQ(fresh.read_rest(), "");
  TestClient used(server.port());
  EXPECT_EQ(used.get("/").status, 200);
  EXPECT_EQ(used.read_rest(), "");
}

TEST(Time, AClientThatDoesNotReadItsAnswerIsCut) {
  ServerOptions options;
  options.limits.write_time = milliseconds(50);
  options.limits.write_bytes_per_second = 1UL << 40U;
  Gate gate;
  TestServer server(gated_router(gate), options);
  TestClient client(server.port());
  client.send(request_text("GET", "/endless"));
  EXPECT_EQ(server.wait_for_exchanges(1).front().status, 499);
}

TEST(Time, TheDeadlineOfTheRouteEndsTheWaitAndStopsTheWork) {
  Gate gate;
  TestServer server(gated_router(gate));
  TestClient client(server.port());
  const auto answer = client.get("/hurried");
  EXPECT_EQ(answer.status, 504);
  EXPECT_THAT(answer.body, HasSubstr(R"("code":"deadline_exceeded")"));
  gate.wait_until_cancelled(1);
  EXPECT_EQ(client.get("/").status, 200);
}

TEST(Time, TheDeadlineCountsInTheLineToo) {
  Gate gate;
  TestServer server(gated_router(gate), one_at_a_time());
  TestClient running(server.port());
  running.send(request_text("GET", "/gate"));
  gate.wait_until_entered(1);
  TestClient waiting(server.port());
  EXPECT_EQ(waiting.get("/hurried").status, 503) << "it never ran, so the client may try again";
  EXPECT_EQ(server->status().waiting, 0U);
  gate.open();
  EXPECT_EQ(running.read_answer().status, 200);
}

TEST(Time, TheHandlerKnowsItsDeadline) {
  Router router;
  RouteOptions options;
  options.time = std::chrono::minutes(1);
  router.add(Method::get, "/deadline", options, [](const Request& request) {
    const auto left = request.deadline.at().value() - base::Deadline::Clock::now();
    return text_response(200, left > std::chrono::seconds(50) && left <= std::chrono::minutes(1)
                                  ? "a minute"
                                  : "something else");
  });
  TestServer server(std::move(router));
  EXPECT_EQ(TestClient(server.port()).get("/deadline").body, "a minute");
}

TEST(Leaving, AClientThatGoesAwayStopsItsWork) {
  Gate gate;
  TestServer server(gated_router(gate), one_at_a_time());
  TestClient client(server.port());
  client.send(request_text("GET", "/gate"));
  gate.wait_until_entered(1);
  client.reset();
  gate.wait_until_cancelled(1);
  EXPECT_EQ(server.wait_for_exchanges(1).front().status, 499);
}

TEST(Leaving, AClientThatGoesAwayLeavesTheLine) {
  Gate gate;
  TestServer server(gated_router(gate), one_at_a_time());
  TestClient running(server.port());
  running.send(request_text("GET", "/gate"));
  gate.wait_until_entered(1);
  TestClient waiting(server.port());
  waiting.send(request_text("GET", "/gate"));
  while (server->status().waiting == 0) std::this_thread::yield();
  waiting.reset();
  EXPECT_EQ(server.wait_for_exchanges(1).front().status, 499);
  EXPECT_EQ(server->status().waiting, 0U);
  gate.open();
  EXPECT_EQ(running.read_answer().status, 200);
}

TEST(Leaving, AClientThatGoesAwayInTheMiddleOfItsAnswerLeavesNothing) {
  Gate gate;
  TestServer server(gated_router(gate));
  TestClient client(server.port());
  client.send(request_text("GET", "/endless"));
  client.read_some();
  client.reset();
  EXPECT_EQ(server.wait_for_exchanges(1).front().status, 499);
}

TEST(Draining, WhatRunsIsFinishedAndTheConnectionClosed) {
  Gate gate;
  TestServer server(gated_router(gate));
  TestClient client(server.port());
  client.send(request_text("GET", "/gate"));
  gate.wait_until_entered(1);
  auto stopped = std::async(std::launch::async, [&] {
    return server->stop(base::Deadline::after(std::chrono::seconds(10)));
  });
  while (!server->status().draining) std::this_thread::yield();
  gate.open();
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.body, "passed");
  EXPECT_EQ(answer.headers.value_or_empty("Connection"), "close");
  EXPECT_EQ(stopped.get(), 0U);
  EXPECT_EQ(server->status().connections, 0U);
}

TEST(Draining, IdleConnectionsDoNotHoldItUp) {
  Gate gate;
  TestServer server(gated_router(gate));
  TestClient idle(server.port());
  EXPECT_EQ(idle.get("/").status, 200);
  EXPECT_EQ(server->stop(base::Deadline::after(std::chrono::seconds(10))), 0U);
  EXPECT_EQ(idle.read_rest(), "");
}

TEST(Draining, WhatDoesNotEndInTimeIsCut) {
  Gate gate;
  TestServer server(gated_router(gate));
  TestClient client(server.port());
  client.send(request_text("GET", "/gate"));
  gate.wait_until_entered(1);
  EXPECT_EQ(server->stop(base::Deadline::after(milliseconds(20))), 1U);
  gate.wait_until_cancelled(1);
  EXPECT_EQ(client.read_rest(), "");
}

TEST(Draining, NobodyNewIsLetIn) {
  Gate gate;
  TestServer server(gated_router(gate));
  server->stop(base::Deadline::after(milliseconds(20)));
  EXPECT_THROW(TestClient(server.port()), std::runtime_error);
  EXPECT_EQ(server->stop({}), 0U) << "a second call has nothing to do";
}

TEST(Starting, APortInUseIsAPlainError) {
  Gate gate;
  TestServer server(gated_router(gate));
  ServerOptions options;
  options.port = server.port();
  const auto second = Server::start(std::move(options), Router());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::unavailable);
  EXPECT_THAT(second.error().message, HasSubstr("in use"));
}

TEST(Starting, AHostThatIsNoneIsAPlainError) {
  ServerOptions options;
  options.host = "no such host";
  const auto server = Server::start(std::move(options), Router());
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().code, base::ErrorCode::invalid_argument);
}

TEST(Threads, ManyClientsGetTheirOwnAnswers) {
  Gate gate;
  ServerOptions options;
  options.network_threads = 3;
  options.worker_threads = 3;
  TestServer server(gated_router(gate), options);
  const auto talk = [&](int number) {
    TestClient client(server.port());
    for (int i = 0; i < 50; ++i) {
      const auto text = fmt::format("client {} request {}", number, i);
      EXPECT_EQ(client.post("/echo", "text/plain", text).body, text);
    }
  };
  std::array<std::future<void>, 8> clients;
  for (int i = 0; auto& client : clients) client = std::async(std::launch::async, talk, i++);
  for (auto& client : clients) client.get();
}

}  // namespace
}  // namespace facelatch::http
