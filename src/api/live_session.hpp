// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "api/stream_picture.hpp"
#include "base/deadline.hpp"
#include "base/result.hpp"
#include "pipeline/analyser.hpp"
#include "tracking/frame_tracker.hpp"
#include "tracking/presence.hpp"

namespace facelatch::api {

/// What one frame of a live stream shows.
struct LiveView {
  tracking::TrackedFrame frame;  ///< its `times` with the decoding
  std::vector<tracking::PresenceEvent> events;
};

/// The faces of one stream of JPEG or WebP frames, followed from frame to frame. It knows nothing
/// of the socket that the frames come from. Externally synchronised.
class LiveSession {
 public:
  LiveSession(pipeline::Analyser analyser, const tracking::FrameTrackerOptions& options,
              const FrameLimits& limits);

  /// `time` is when the frame came, since any moment that stays the same. Fails with
  /// unsupported_format, too_large, corrupt, or as FrameTracker::next does; the stream may go on
  /// after any of them.
  base::Result<LiveView> look_at(std::span<const std::uint8_t> picture,
                                 std::chrono::microseconds time, base::Deadline deadline = {});

 private:
  tracking::FrameTracker tracker_;
  tracking::Presence presence_;
  FrameLimits limits_;
  std::chrono::microseconds last_time_{-1};
};

}  // namespace facelatch::api
