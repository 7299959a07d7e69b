// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <memory>

#include "api/service.hpp"
#include "http/server.hpp"
#include "serve_options.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace facelatch::cli {

/// The metrics and the log of one server.
class Observation {
 public:
  /// Fails as telemetry::Log does.
  static base::Result<std::shared_ptr<Observation>> create(const ServeOptions& options);

  /// To be called before the server starts: it is counted, measured and logged from then on.
  void attach(http::ServerOptions& server, http::Router& router, api::Service& service);
  /// The server whose status the gauges tell, or null while there is none.
  void watch(const http::Server* server) { server_ = server; }

  void note(telemetry::LogLevel level, std::string_view event,
            std::initializer_list<telemetry::LogField> fields = {});

 private:
  [[nodiscard]] http::ServerStatus status() const;

  std::shared_ptr<telemetry::Metrics> metrics_ = std::make_shared<telemetry::Metrics>();
  std::shared_ptr<telemetry::Log> log_;  ///< null: none is wanted
  std::atomic<const http::Server*> server_ = nullptr;
};

}  // namespace facelatch::cli
