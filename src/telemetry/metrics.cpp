// SPDX-License-Identifier: Apache-2.0
#include "telemetry/metrics.hpp"

#include <fmt/format.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

namespace facelatch::telemetry {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;

/// Seconds: from an answer out of memory to a long video.
prometheus::Histogram::BucketBoundaries request_buckets() {
  return {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120};
}

prometheus::Histogram::BucketBoundaries stage_buckets() {
  return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5};
}

/// The second number of /proc/self/statm is the resident set, in pages (proc(5)).
double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
  std::error_code error;
  double count = 0;
  for (auto each = std::filesystem::directory_iterator("/proc/self/fd", error);
       !error && each != std::filesystem::directory_iterator(); each.increment(error)) {
    ++count;
  }
  return count;
}

struct ReadGauge {
  prometheus::Gauge* gauge;
  std::function<double()> read;
};

}  // namespace

struct Metrics::Registry {
  prometheus::Registry all;
  prometheus::Family<prometheus::Counter>& requests =
      BuildCounter().Name("facelatch_requests_total").Help("Requests answered.").Register(all);
  prometheus::Family<prometheus::Histogram>& request_seconds =
      BuildHistogram()
          .Name("facelatch_request_seconds")
          .Help("Time from a whole head to the last byte of the answer.")
          .Register(all);
  prometheus::Counter& bytes_in = BuildCounter()
                                      .Name("facelatch_request_bytes_total")
                                      .Help("Bytes of bodies received.")
                                      .Register(all)
                                      .Add({});
  prometheus::Counter& bytes_out = BuildCounter()
                                       .Name("facelatch_response_bytes_total")
                                       .Help("Bytes of answers sent.")
                                       .Register(all)
                                       .Add({});
  prometheus::Family<prometheus::Histogram>& stage_seconds =
      BuildHistogram()
          .Name("facelatch_stage_seconds")
          .Help("Time of one step of the work.")
          .Register(all);
  prometheus::Counter& faces = BuildCounter()
                                   .Name("facelatch_faces_total")
                                   .Help("Faces found in pictures.")
                                   .Register(all)
                                   .Add({});
  prometheus::Family<prometheus::Counter>& stream_frames =
      BuildCounter()
          .Name("facelatch_stream_frames_total")
          .Help("Frames of live streams, by what became of them.")
          .Register(all);
  prometheus::Histogram& stream_frame_seconds =
      BuildHistogram()
          .Name("facelatch_stream_frame_seconds")
          .Help("Time from a whole frame of a live stream to its answer.")
          .Register(all)
          .Add({}, stage_buckets());
  std::vector<ReadGauge> gauges;
};

Metrics::Metrics() : registry_(std::make_unique<Registry>()) {
  add_gauge("process_resident_memory_bytes", "Resident memory.", resident_bytes);
  add_gauge("process_open_fds", "Open file descriptors.", open_descriptors);
}

Metrics::~Metrics() = default;

void Metrics::observe(const http::Exchange& exchange) {
  const std::string route(exchange.route.empty() ? "none" : exchange.route);
  registry_->requests
      .Add({{"method", std::string(exchange.method)},
            {"route", route},
            {"status", fmt::format("{}", exchange.status)}})
      .Increment();
  registry_->request_seconds.Add({{"route", route}}, request_buckets())
      .Observe(std::chrono::duration<double>(exchange.time).count());
  registry_->bytes_in.Increment(static_cast<double>(exchange.body_bytes_in));
  registry_->bytes_out.Increment(static_cast<double>(exchange.bytes_out));
}

void Metrics::observe_stage(std::string_view stage, std::chrono::nanoseconds time) {
  registry_->stage_seconds.Add({{"stage", std::string(stage)}}, stage_buckets())
      .Observe(std::chrono::duration<double>(time).count());
}

void Metrics::count_faces(std::size_t faces) {
  registry_->faces.Increment(static_cast<double>(faces));
}

void Metrics::count_stream_frames(std::string_view outcome, std::uint64_t frames) {
  registry_->stream_frames.Add({{"outcome", std::string(outcome)}})
      .Increment(static_cast<double>(frames));
}

void Metrics::observe_stream_frame(std::chrono::nanoseconds time) {
  registry_->stream_frame_seconds.Observe(std::chrono::duration<double>(time).count());
}

void Metrics::add_gauge(const std::string& name, const std::string& help,
                        std::function<double()> read) {
  auto& gauge = BuildGauge().Name(name).Help(help).Register(registry_->all).Add({});
  registry_->gauges.push_back({&gauge, std::move(read)});
}

std::string Metrics::text() const {
  for (const auto& each : registry_->gauges) each.gauge->Set(each.read());
  return prometheus::TextSerializer().Serialize(registry_->all.Collect());
}

void add_server_gauges(Metrics& metrics, std::function<http::ServerStatus()> status) {
  const auto add = [&](const char* name, const char* help, auto member) {
    metrics.add_gauge(name, help,
                      [status, member] { return static_cast<double>(status().*member); });
  };
  using http::ServerStatus;
  add("facelatch_connections", "Open connections.", &ServerStatus::connections);
  add("facelatch_queue_depth", "Requests that wait for a worker.", &ServerStatus::waiting);
  add("facelatch_requests_running", "Requests in the workers.", &ServerStatus::running);
  add("facelatch_websockets", "Open WebSockets.", &ServerStatus::websockets);
  add("facelatch_bodies_memory_bytes", "Bodies kept in memory.",
      &ServerStatus::bodies_memory_bytes);
  add("facelatch_bodies_disk_bytes", "Bodies kept in temporary files.",
      &ServerStatus::bodies_disk_bytes);
  add("facelatch_draining", "1 while the server shuts down.", &ServerStatus::draining);
}

void add_metrics_route(http::Router& router, std::string_view pattern, http::RouteOptions options,
                       std::shared_ptr<const Metrics> metrics) {
  router.add(http::Method::get, pattern, std::move(options),
             [metrics = std::move(metrics)](const http::Request&) {
               return http::binary_response("text/plain; version=0.0.4; charset=utf-8",
                                            metrics->text());
             });
}

}  // namespace facelatch::telemetry
