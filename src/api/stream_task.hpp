// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>

#include "api/stream_report.hpp"
#include "base/deadline.hpp"
#include "base/result.hpp"
#include "http/fault.hpp"

namespace facelatch::api {

/// A frame of a live stream as a task gets it; times since the stream began.
struct StreamFrame {
  std::uint64_t number = 0;
  std::span<const std::uint8_t> picture;
  std::chrono::microseconds received{0};
  DroppedFrames dropped{};
  base::Deadline deadline;
};

enum class Going { on, over };

struct StreamAnswer {
  std::string text;  ///< empty: the frame was passed over
  Going going = Going::on;
};

/// What the frames of a live stream are looked at for: to follow faces, to let somebody in, to
/// enrol. One worker at a time.
class StreamTask {
 public:
  StreamTask() = default;
  StreamTask(const StreamTask&) = delete;
  StreamTask& operator=(const StreamTask&) = delete;
  StreamTask(StreamTask&&) = delete;
  StreamTask& operator=(StreamTask&&) = delete;
  virtual ~StreamTask() = default;

  /// A failure is the frame's; the task goes on. One that ends the task is an answer.
  virtual base::Result<StreamAnswer> look_at(const StreamFrame& frame, StreamReport& report) = 0;

  /// The client wants no more of it.
  virtual base::Result<void> cancel() { return {}; }
};

/// A task with what the client is told at its beginning, or why there is none.
struct BegunTask {
  std::unique_ptr<StreamTask> task;
  std::string text;
};
using TaskBeginning = std::expected<BegunTask, http::Fault>;

/// What must be between two frames of one person that are looked at: more of them show the same.
inline constexpr std::chrono::milliseconds kFramePause{60};

}  // namespace facelatch::api
