// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "http/server.hpp"

namespace facelatch::telemetry {

/// What the server counts and measures, in the text format of Prometheus (version 0.0.4). Labels
/// are of small fixed sets (patterns of routes, codes, names of stages), never what a client sent.
/// Thread-safe.
///   facelatch_requests_total{method,route,status}      facelatch_request_seconds{route}
///   facelatch_request_bytes_total                      facelatch_response_bytes_total
///   facelatch_stage_seconds{stage}                     facelatch_faces_total
///   facelatch_stream_frames_total{outcome}             facelatch_stream_frame_seconds
///   process_resident_memory_bytes, process_open_fds, and the gauges that are added
class Metrics {
 public:
  Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;
  Metrics(Metrics&&) = delete;
  Metrics& operator=(Metrics&&) = delete;
  ~Metrics();

  void observe(const http::Exchange& exchange);
  /// One step of the work on a picture: `stage` is a name in our own program.
  void observe_stage(std::string_view stage, std::chrono::nanoseconds time);
  void count_faces(std::size_t faces);
  /// Frames of live streams; `outcome` is a name in our own program.
  void count_stream_frames(std::string_view outcome, std::uint64_t frames);
  /// From a whole frame to its answer.
  void observe_stream_frame(std::chrono::nanoseconds time);

  /// A number that `read` tells whenever text() is asked for. Not to be called any more when
  /// requests are being served. `name` as Prometheus permits, with its unit.
  void add_gauge(const std::string& name, const std::string& help, std::function<double()> read);

  [[nodiscard]] std::string text() const;

 private:
  struct Registry;
  std::unique_ptr<Registry> registry_;
};

/// The gauges of a server's status: connections, queue, bodies. `status` must outlive `metrics`'
/// last text().
void add_server_gauges(Metrics& metrics, std::function<http::ServerStatus()> status);

/// GET `pattern` answers with the text.
void add_metrics_route(http::Router& router, std::string_view pattern, http::RouteOptions options,
                       std::shared_ptr<const Metrics> metrics);

}  // namespace facelatch::telemetry
