// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>

#include "api/stream_inbox.hpp"
#include "pipeline/analyser.hpp"

namespace facelatch::api {

/// What became of a frame of a live stream, for the metrics.
struct StreamReport {
  bool is_answered = false;            ///< else an error was told
  std::chrono::nanoseconds latency{};  ///< from the whole frame in to the answer handed over
  pipeline::StageTimes times;          ///< of one that was answered
  std::size_t faces = 0;
  DroppedFrames dropped{};  ///< before it
};

}  // namespace facelatch::api
