// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <spdlog/sinks/base_sink.h>

#include <mutex>

namespace facelatch::telemetry {

/// Writes lines to standard error, and gives a reader that takes nothing a second before it drops
/// them: a service must be able to end while nobody empties its pipe. Thread-safe.
class StandardErrorSink final : public spdlog::sinks::base_sink<std::mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}  ///< Nothing is kept back.

 private:
  bool is_stalled_ = false;  ///< the reader let the last line wait too long
};

}  // namespace facelatch::telemetry
