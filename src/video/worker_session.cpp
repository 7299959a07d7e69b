// SPDX-License-Identifier: Apache-2.0
#include "video/worker_session.hpp"

#include <algorithm>
#include <utility>

#include "video/worker_failure.hpp"

namespace facelatch::video {
namespace {

std::unexpected<base::Error> nonsense() {
  return base::failure(base::ErrorCode::corrupt,
                       "The video made its decoder answer nonsense; it may be hostile.");
}

imaging::Size size_of(std::uint32_t width, std::uint32_t height) {
  return {static_cast<int>(width), static_cast<int>(height)};
}

}  // namespace

base::Result<WorkerEvent> WorkerSession::accept(std::span<const std::uint8_t> packet) {
  const auto message = parse_worker_message(packet);
  if (!message || info_.is_finished) return nonsense();

  return std::visit([&session = *this](const auto& known) { return session.on(known); }, *message);
}

bool WorkerSession::fits_limits(std::uint64_t width, std::uint64_t height) const {
  return width > 0 && height > 0 && width <= kMaxSide && height <= kMaxSide &&
         width * height <= rules_.max_pixels;
}

base::Result<WorkerEvent> WorkerSession::on(const OpenedMessage& message) {
  if (is_opened_ || !fits_limits(message.width, message.height)) return nonsense();
  is_opened_ = true;
  info_.container = message.container;
  info_.codec = message.codec;
  info_.sandbox = message.sandbox;
  info_.original = size_of(message.width, message.height);
  info_.turns = static_cast<imaging::QuarterTurns>(message.turns);
  if (message.declared_fps_micro > 0) {
    info_.declared_fps = static_cast<double>(message.declared_fps_micro) / 1e6;
  }
  if (message.declared_duration_us >= 0) {
    info_.declared_duration = std::chrono::microseconds(message.declared_duration_us);
  }
  if (message.declared_frames >= 0) {
    info_.declared_frames = static_cast<std::uint64_t>(message.declared_frames);
  }
  return StreamOpened{};
}

bool WorkerSession::is_plausible(const FrameMessage& message) const {
  if (!is_opened_ || message.slot >= rules_.slots || held_.test(message.slot)) return false;
  if (!fits_limits(message.width, message.height) ||
      !fits_limits(message.original_width, message.original_height)) {
    return false;
  }
  if (message.stride < 3ULL * message.width ||
      static_cast<std::uint64_t>(message.stride) * message.height > rules_.slot_bytes) {
    return false;
  }
  if (message.index >= rules_.max_frames || !std::in_range<std::int64_t>(message.index))
    return false;
  return static_cast<std::int64_t>(message.index) > last_index_ &&
         message.time_us > last_time_us_ && message.time_us <= rules_.max_duration_us;
}

base::Result<WorkerEvent> WorkerSession::on(const FrameMessage& message) {
  if (!is_plausible(message)) return nonsense();
  held_.set(message.slot);
  last_time_us_ = message.time_us;
  last_index_ = static_cast<std::int64_t>(message.index);
  ++info_.delivered;
  note_counts(message.index + 1, message.read_bytes, message.damaged);

  RingPicture picture{.slot = message.slot,
                      .offset = static_cast<std::size_t>(message.slot * rules_.slot_bytes),
                      .size = size_of(message.width, message.height),
                      .stride = message.stride,
                      .turns = static_cast<imaging::QuarterTurns>(message.turns),
                      .frame = {}};
  picture.frame.original = size_of(message.original_width, message.original_height);
  picture.frame.time = std::chrono::microseconds(message.time_us);
  picture.frame.index = message.index;
  picture.frame.integrity =
      message.is_damaged != 0 ? FrameIntegrity::damaged : FrameIntegrity::whole;
  picture.frame.received =
      std::chrono::steady_clock::time_point(std::chrono::nanoseconds(message.received_ns));
  return picture;
}

base::Result<WorkerEvent> WorkerSession::on(const ProgressMessage& message) {
  note_counts(message.decoded, message.read_bytes, info_.damaged);
  return StillWorking{};
}

base::Result<WorkerEvent> WorkerSession::on(const FinishedMessage& message) {
  if (!is_opened_) return nonsense();
  note_counts(message.decoded, info_.read_bytes, message.damaged);
  info_.is_finished = true;
  info_.is_truncated = message.is_truncated != 0;
  info_.is_cut_short = message.is_cut_short != 0;
  return StreamFinished{};
}

base::Result<WorkerEvent> WorkerSession::on(const FailedMessage& message) {
  return std::unexpected(error_of(message.failure));
}

void WorkerSession::note_counts(std::uint64_t decoded, std::uint64_t read_bytes,
                                std::uint64_t damaged) {
  // Counts only grow, and no claim goes beyond what the limits allow.
  info_.decoded = std::max(info_.decoded, std::min(decoded, rules_.max_frames));
  info_.read_bytes = std::max(info_.read_bytes, read_bytes);
  if (info_.input_bytes > 0) info_.read_bytes = std::min(info_.read_bytes, info_.input_bytes);
  info_.damaged = std::max(info_.damaged, damaged);
}

}  // namespace facelatch::video
