// SPDX-License-Identifier: Apache-2.0
#include "telemetry/log.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/basic_file_sink.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "http/json_text.hpp"
#include "telemetry/standard_error_sink.hpp"

namespace facelatch::telemetry {
namespace {

constexpr std::size_t kQueuedLines = 8192;

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      break;
  }
  return "error";
}

std::string time_text() {
  const auto now = base::system_time();
  const auto milliseconds = now.time_since_epoch().count() % 1000;
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(now)), milliseconds);
}

/// As it is when that is unmistakable, else quoted as JSON has it.
void append_word(std::string& line, std::string_view text) {
  const auto is_plain = [](char letter) {
    return letter > ' ' && letter < 0x7f && letter != '"' && letter != '=' && letter != '\\';
  };
  if (!text.empty() && std::ranges::all_of(text, is_plain)) {
    line += text;
  } else {
    http::append_json_string(line, text);
  }
}

void append_value(std::string& line, const LogField& field, LogFormat format) {
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    if (format == LogFormat::json) http::append_json_string(line, *text);
    if (format == LogFormat::text) append_word(line, *text);
  } else if (const auto* number = std::get_if<double>(&field.value)) {
    http::append_json_number(line, *number);
  } else {
    fmt::format_to(std::back_inserter(line), "{}", std::get<std::int64_t>(field.value));
  }
}

void append_field(std::string& line, const LogField& field, LogFormat format) {
  if (format == LogFormat::json) {
    line += line.empty() ? '{' : ',';
    http::append_json_string(line, field.name);
    line += ':';
  } else {
    if (!line.empty()) line += ' ';
    line.append(field.name).append("=");
  }
  append_value(line, field, format);
}

}  // namespace

/// The queue and its thread, and the logger that feeds them.
struct Log::Writer {
  explicit Writer(spdlog::sink_ptr sink)
      : logger(std::make_shared<spdlog::async_logger>(
            "facelatch", std::move(sink), pool, spdlog::async_overflow_policy::overrun_oldest)) {
    logger->set_pattern("%v");
    logger->flush_on(spdlog::level::info);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  Writer(Writer&&) = delete;
  Writer& operator=(Writer&&) = delete;
  /// The thread writes what is queued and ends, before what it writes with goes.
  ~Writer() { pool.reset(); }

  std::shared_ptr<spdlog::details::thread_pool> pool =
      std::make_shared<spdlog::details::thread_pool>(kQueuedLines, 1);
  std::shared_ptr<spdlog::async_logger> logger;
};

Log::Log(LogFormat format, std::unique_ptr<Writer> writer)
    : format_(format), writer_(std::move(writer)) {}

Log::~Log() = default;

base::Result<std::shared_ptr<Log>> Log::to_standard_error(LogFormat format) {
  auto writer = std::make_unique<Writer>(std::make_shared<StandardErrorSink>());
  return std::shared_ptr<Log>(new Log(format, std::move(writer)));
}

base::Result<std::shared_ptr<Log>> Log::to_file(LogFormat format,
                                                const std::filesystem::path& path) {
  try {
    auto writer = std::make_unique<Writer>(
        std::make_shared<spdlog::sinks::basic_file_sink_mt>(path.string()));
    return std::shared_ptr<Log>(new Log(format, std::move(writer)));
  } catch (const spdlog::spdlog_ex&) {
    return base::failure(base::ErrorCode::unavailable,
                         fmt::format("The log file {} cannot be written.", path.string()));
  }
}

void Log::write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  const auto time = time_text();
  std::string line;
  append_field(line, {"time", std::string_view(time)}, format_);
  append_field(line, {"level", name_of(level)}, format_);
  append_field(line, {"event", event}, format_);
  for (const auto& field : fields) append_field(line, field, format_);
  if (format_ == LogFormat::json) line += '}';
  writer_->logger->info(spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace facelatch::telemetry
