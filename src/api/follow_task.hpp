// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>

#include "api/live_session.hpp"
#include "api/stream_command.hpp"
#include "api/stream_task.hpp"

namespace facelatch::api {

/// Tells the faces of each frame, followed from frame to frame.
class FollowTask final : public StreamTask {
 public:
  /// `same_person_from` is as FrameTrackerOptions has it; `begun` is when the stream began.
  FollowTask(pipeline::Analyser analyser, std::optional<float> same_person_from,
             StreamSettings settings, const FrameLimits& limits,
             std::chrono::steady_clock::time_point begun);

  base::Result<StreamAnswer> look_at(const StreamFrame& frame, StreamReport& report) override;

 private:
  StreamSettings settings_;
  LiveSession session_;
  std::chrono::steady_clock::time_point begun_;
};

}  // namespace facelatch::api
