// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <variant>

#include "base/result.hpp"

namespace facelatch::telemetry {

enum class LogFormat {
  text,  ///< time=… level=info event=request status=200
  json,  ///< {"time":"…","level":"info","event":"request","status":200}
};
enum class LogLevel { info, warning, error };

/// One name and value of a line. Values must be nothing secret and nothing of a person: no keys,
/// names, pictures, embeddings or paths that a client sent.
struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, double> value;
};

/// Writes one line for each event. Never blocks the caller: lines go through a bounded queue to a
/// thread of its own, and when whoever reads them is too slow, the oldest are dropped. Control
/// characters are escaped, so that no value can forge a line. Thread-safe.
class Log {
 public:
  /// To standard error. What nobody reads there within a second is dropped.
  static base::Result<std::shared_ptr<Log>> to_standard_error(LogFormat format);
  /// Appends to a file. Fails with unavailable.
  static base::Result<std::shared_ptr<Log>> to_file(LogFormat format,
                                                    const std::filesystem::path& path);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  Log(Log&&) = delete;
  Log& operator=(Log&&) = delete;
  ~Log();  ///< Writes what is queued, as far as it is read.

  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields);

 private:
  struct Writer;
  Log(LogFormat format, std::unique_ptr<Writer> writer);

  LogFormat format_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace facelatch::telemetry
