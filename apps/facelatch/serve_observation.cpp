// SPDX-License-Identifier: Apache-2.0
#include "serve_observation.hpp"

#include <array>

#include "access/scope.hpp"
#include "telemetry/exchange_log.hpp"

namespace facelatch::cli {
namespace {

void observe(telemetry::Metrics& metrics, const pipeline::StageTimes& times, std::size_t faces) {
  metrics.count_faces(faces);
  metrics.observe_stage("decode", times.decode);
  metrics.observe_stage("detect", times.detect);
  metrics.observe_stage("align", times.align);
  metrics.observe_stage("embed", times.embed);
}

void observe(telemetry::Metrics& metrics, const api::StreamReport& report) {
  constexpr std::array<std::string_view, api::kDropReasons> kReasons{"newer", "rate", "busy",
                                                                     "unread"};
  for (std::size_t i = 0; i < kReasons.size(); ++i) {
    metrics.count_stream_frames(kReasons.at(i), report.dropped.at(i));
  }
  metrics.count_stream_frames(report.is_answered ? "answered" : "failed", 1);
  if (!report.is_answered) return;
  metrics.observe_stream_frame(report.latency);
  observe(metrics, report.times, report.faces);
}

}  // namespace

base::Result<std::shared_ptr<Observation>> Observation::create(const ServeOptions& options) {
  auto observation = std::make_shared<Observation>();
  if (options.log != LogTarget::none) {
    auto log = telemetry::Log::to_standard_error(
        options.log == LogTarget::json ? telemetry::LogFormat::json : telemetry::LogFormat::text);
    if (!log) return std::unexpected(log.error());
    observation->log_ = *std::move(log);
  }
  return observation;
}

void Observation::attach(http::ServerOptions& server, http::Router& router, api::Service& service) {
  telemetry::add_server_gauges(*metrics_, [this] { return status(); });
  http::RouteOptions route;
  route.cost = http::Cost::trivial;  // Asked for when the workers are busy, above all.
  route.scope = access::kScopeMetrics;
  telemetry::add_metrics_route(router, "/metrics", route, metrics_);
  server.observer = [metrics = metrics_, log = log_](const http::Exchange& exchange) {
    metrics->observe(exchange);
    if (log) telemetry::log_exchange(*log, exchange);
  };
  service.on_analysis = [metrics = metrics_](const pipeline::Analysis& analysis) {
    observe(*metrics, analysis.times, analysis.faces.size());
  };
  service.on_stream_frame = [metrics = metrics_](const api::StreamReport& report) {
    observe(*metrics, report);
  };
  metrics_->add_gauge("facelatch_streams", "Live streams under way.",
                      [desk = service.streams] { return static_cast<double>(desk->streams()); });
}

void Observation::note(telemetry::LogLevel level, std::string_view event,
                       std::initializer_list<telemetry::LogField> fields) {
  if (log_) log_->write(level, event, fields);
}

http::ServerStatus Observation::status() const {
  const auto* server = server_.load();
  return server != nullptr ? server->status() : http::ServerStatus();
}

}  // namespace facelatch::cli
