// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <boost/json/parse.hpp>
#include <chrono>
#include <future>
#include <sstream>

#include "base/file.hpp"
#include "telemetry/exchange_log.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"
#include "testing/temporary_folder.hpp"

namespace facelatch::telemetry {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

http::Exchange sample_exchange() {
  http::Exchange exchange;
  exchange.method = "POST";
  exchange.route = "/v1/items/{id}";
  exchange.status = 200;
  exchange.time = milliseconds(20);
  exchange.body_bytes_in = 100;
  exchange.bytes_out = 30;
  exchange.request_id = "abc";
  exchange.caller = "key-7";
  exchange.remote_address = "127.0.0.1";
  return exchange;
}

TEST(Metrics, CountRequestsByRouteAndStatus) {
  Metrics metrics;
  auto exchange = sample_exchange();
  metrics.observe(exchange);
  metrics.observe(exchange);
  exchange.status = 503;
  exchange.route = "";
  metrics.observe(exchange);
  EXPECT_THAT(
      metrics.text(),
      AllOf(HasSubstr(
                R"(facelatch_requests_total{method="POST",route="/v1/items/{id}",status="200"} 2)"),
            HasSubstr(R"(facelatch_requests_total{method="POST",route="none",status="503"} 1)"),
            HasSubstr("facelatch_request_bytes_total 300"),
            HasSubstr("facelatch_response_bytes_total 90"),
            HasSubstr("# TYPE facelatch_request_seconds histogram")));
}

TEST(Metrics, MeasureTimesInSeconds) {
  Metrics metrics;
  metrics.observe(sample_exchange());
  metrics.observe_stage("embed", milliseconds(3));
  EXPECT_THAT(
      metrics.text(),
      AllOf(HasSubstr(R"(facelatch_request_seconds_bucket{route="/v1/items/{id}",le="0.01"} 0)"),
            HasSubstr(R"(facelatch_request_seconds_bucket{route="/v1/items/{id}",le="0.025"} 1)"),
            HasSubstr(R"(facelatch_stage_seconds_bucket{stage="embed",le="0.005"} 1)"),
            HasSubstr(R"(facelatch_stage_seconds_bucket{stage="embed",le="0.0025"} 0)")));
}

TEST(Metrics, TellGaugesAsTheyAreNow) {
  Metrics metrics;
  http::ServerStatus status;
  add_server_gauges(metrics, [&] { return status; });
  status.waiting = 7;
  metrics.count_faces(3);
  EXPECT_THAT(metrics.text(),
              AllOf(HasSubstr("facelatch_queue_depth 7"), HasSubstr("facelatch_faces_total 3"),
                    HasSubstr("facelatch_draining 0")));
  status.waiting = 8;
  EXPECT_THAT(metrics.text(), HasSubstr("facelatch_queue_depth 8"));
  EXPECT_THAT(metrics.text(), Not(HasSubstr("process_resident_memory_bytes 0")));
}

TEST(Metrics, AreCountedByManyThreads) {
  Metrics metrics;
  std::array<std::future<void>, 4> threads;
  for (auto& thread : threads) {
    thread = std::async(std::launch::async, [&] {
      for (int j = 0; j < 250; ++j) metrics.observe(sample_exchange());
    });
  }
  for (auto& thread : threads) thread.get();
  EXPECT_THAT(metrics.text(), HasSubstr(R"(status="200"} 1000)"));
}

TEST(Metrics, AreARouteOfTheServer) {
  http::Router router;
  const auto metrics = std::make_shared<Metrics>();
  add_metrics_route(router, "/metrics", {}, metrics);
  const auto answer = router.routes().front()->handler({});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->headers.value_or_empty("Content-Type"),
            "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(answer->body, HasSubstr("process_open_fds"));
}

class Logging : public ::testing::Test {
 protected:
  /// What `write` has written, as one text.
  template <class Write>
  std::string written(LogFormat format, Write write) {
    const auto path = folder_.path() / "log";
    {
      const auto log = Log::to_file(format, path).value();
      write(*log);
    }
    return base::read_text(path, 1U << 20U).value();
  }

  testing::TemporaryFolder folder_;
};

TEST_F(Logging, ARequestIsOneLineOfText) {
  const auto text =
      written(LogFormat::text, [](Log& log) { log_exchange(log, sample_exchange()); });
  EXPECT_THAT(text, MatchesRegex("time=20[0-9-]+T[0-9:.]+Z level=info event=request method=POST "
                                 "route=/v1/items/\\{id\\} status=200 time_ms=20 bytes_in=100 "
                                 "bytes_out=30 request_id=abc trace_id=0+ span_id=0+ "
                                 "key_id=key-7 remote=127.0.0.1\n"));
}

TEST_F(Logging, ARequestIsOneLineOfJson) {
  const auto text = written(LogFormat::json, [](Log& log) {
    auto exchange = sample_exchange();
    exchange.status = 500;
    log_exchange(log, exchange);
  });
  EXPECT_THAT(text, EndsWith("}\n"));
  const auto line = boost::json::parse(text).as_object();
  EXPECT_EQ(line.at("level"), "error");
  EXPECT_EQ(line.at("status"), 500);
  EXPECT_EQ(line.at("route"), "/v1/items/{id}");
}

TEST_F(Logging, NoValueCanForgeALine) {
  const auto write = [](Log& log) {
    log.write(LogLevel::warning, "test", {{"value", "a b\nlevel=error x=\"y\""}, {"empty", ""}});
  };
  EXPECT_THAT(written(LogFormat::text, write),
              EndsWith("value=\"a b\\nlevel=error x=\\\"y\\\"\" empty=\"\"\n"));
}

TEST_F(Logging, LinesOfManyThreadsStayWhole) {
  const auto text = written(LogFormat::json, [](Log& log) {
    std::array<std::future<void>, 4> threads;
    for (auto& thread : threads) {
      thread = std::async(std::launch::async, [&] {
        for (int j = 0; j < 100; ++j) log.write(LogLevel::info, "test", {{"number", 0.5}});
      });
    }
    for (auto& thread : threads) thread.get();
  });
  std::istringstream lines(text);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_EQ(boost::json::parse(line).as_object().at("event"), "test");
  }
  EXPECT_EQ(count, 400U);
}

TEST_F(Logging, AFileThatCannotBeWrittenIsAPlainError) {
  const auto log = Log::to_file(LogFormat::text, "/proc/nowhere/log");
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().code, base::ErrorCode::unavailable);
}

}  // namespace
}  // namespace facelatch::telemetry
