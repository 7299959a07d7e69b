// SPDX-License-Identifier: Apache-2.0
#include "telemetry/exchange_log.hpp"

#include <chrono>
#include <string>

namespace facelatch::telemetry {
namespace {

LogLevel level_of(int status) {
  if (status >= 500) return LogLevel::error;
  return status == 408 || status == 429 || status == 499 ? LogLevel::warning : LogLevel::info;
}

}  // namespace

void log_exchange(Log& log, const http::Exchange& exchange) {
  const auto trace = exchange.trace != nullptr ? *exchange.trace : http::TraceContext();
  const auto trace_id = trace.trace_id_text();
  const auto span_id = trace.span_id_text();
  const std::chrono::duration<double, std::milli> time = exchange.time;
  log.write(level_of(exchange.status), "request",
            {{"method", exchange.method},
             {"route", exchange.route},
             {"status", std::int64_t{exchange.status}},
             {"time_ms", time.count()},
             {"bytes_in", static_cast<std::int64_t>(exchange.body_bytes_in)},
             {"bytes_out", static_cast<std::int64_t>(exchange.bytes_out)},
             {"request_id", exchange.request_id},
             {"trace_id", std::string_view(trace_id)},
             {"span_id", std::string_view(span_id)},
             {"key_id", exchange.caller},
             {"remote", exchange.remote_address}});
}

}  // namespace facelatch::telemetry
