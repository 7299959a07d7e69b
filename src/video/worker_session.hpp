// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

#include "base/result.hpp"
#include "imaging/resize.hpp"
#include "video/frame.hpp"
#include "video/video_info.hpp"
#include "video/worker_protocol.hpp"

namespace facelatch::video {

/// What an honest worker keeps to.
struct SessionRules {
  std::uint32_t slots = 0;
  std::uint64_t slot_bytes = 0;
  std::uint64_t max_pixels = 0;
  std::uint64_t max_frames = 0;
  std::int64_t max_duration_us = 0;
};

/// A picture that waits in the ring.
struct RingPicture {
  std::uint32_t slot = 0;
  std::size_t offset = 0;  ///< bytes from the start of the ring
  imaging::Size size;      ///< before the turn
  std::size_t stride = 0;  ///< bytes
  imaging::QuarterTurns turns = imaging::QuarterTurns::none;
  Frame frame;  ///< all but the image
};

struct StreamOpened {};
struct StillWorking {};
struct StreamFinished {};
using WorkerEvent = std::variant<StreamOpened, RingPicture, StillWorking, StreamFinished>;

/// The parent's half of the conversation: tells from each packet what it means, keeps the info, and
/// refuses what a sound worker would never say (a slot that is still in use, time that runs
/// backwards, pixels beyond the ring), because the worker may have been taken over by the video.
/// Pure logic, no input or output: this is what the fuzzer feeds. Externally synchronised.
class WorkerSession {
 public:
  explicit WorkerSession(const SessionRules& rules) : rules_(rules) {}

  /// Fails with what the worker reports, or with corrupt for a packet that cannot be right; the
  /// conversation is over then.
  base::Result<WorkerEvent> accept(std::span<const std::uint8_t> packet);

  /// The parent has taken the picture out of `slot`.
  void release(std::uint32_t slot) { held_.reset(slot); }

  [[nodiscard]] const VideoInfo& info() const { return info_; }
  [[nodiscard]] VideoInfo& info() { return info_; }

 private:
  base::Result<WorkerEvent> on(const OpenedMessage& message);
  base::Result<WorkerEvent> on(const FrameMessage& message);
  base::Result<WorkerEvent> on(const ProgressMessage& message);
  base::Result<WorkerEvent> on(const FinishedMessage& message);
  static base::Result<WorkerEvent> on(const FailedMessage& message);
  [[nodiscard]] bool is_plausible(const FrameMessage& message) const;
  [[nodiscard]] bool fits_limits(std::uint64_t width, std::uint64_t height) const;
  void note_counts(std::uint64_t decoded, std::uint64_t read_bytes, std::uint64_t damaged);

  SessionRules rules_;
  VideoInfo info_;
  std::bitset<kMaxSlots> held_;
  bool is_opened_ = false;
  std::int64_t last_time_us_ = -1;
  std::int64_t last_index_ = -1;
};

}  // namespace facelatch::video
