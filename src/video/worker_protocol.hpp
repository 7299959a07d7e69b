// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>
#include <variant>

#include "video/video_info.hpp"

// What the two processes say to each other: one message is one packet of a SOCK_SEQPACKET pair, a
// plain structure of one build on one machine. Pixels go through a ring of shared memory. The
// worker trusts its parent; the parent believes nothing and checks each message here for its form
// and in WorkerSession for its sense.
namespace facelatch::video {

inline constexpr std::uint32_t kProtocolVersion = 1;
inline constexpr std::uint32_t kMaxSlots = 32;
inline constexpr std::size_t kMaxUrlLength = 2048;
inline constexpr std::uint32_t kMaxSide = 16'384;  ///< pixels; what no limit can raise

enum class MessageKind : std::uint32_t {
  setup = 0x464c5601,  // "FLV" and a number: tells a stray message from ours.
  release,
  opened,
  frame,
  progress,
  finished,
  failed,
};

enum class SourceKind : std::uint32_t { file, stream, camera };
enum class SamplingKind : std::uint32_t { every_nth, frame_rate, key_frames };

/// Parent to worker, once.
struct SetupMessage {
  MessageKind kind = MessageKind::setup;
  std::uint32_t version = kProtocolVersion;
  SourceKind source = SourceKind::file;
  std::uint32_t requires_filter = 1;
  std::uint64_t input_bytes = 0;
  std::uint64_t slot_bytes = 0;
  std::uint32_t slots = 0;
  std::uint32_t threads = 1;
  std::uint64_t max_pixels = 0;
  std::uint64_t max_frames = 0;
  std::int64_t max_duration_us = 0;
  std::uint64_t memory_bytes = 0;
  std::uint32_t cpu_seconds = 0;  ///< 0: no limit
  std::uint32_t longer_side = 0;
  SamplingKind sampling = SamplingKind::every_nth;
  std::uint32_t every = 1;
  std::int64_t interval_us = 0;
  std::uint32_t stops_when_too_long = 0;
  std::uint32_t url_length = 0;
  std::array<char, kMaxUrlLength> url{};  ///< streams only; may hold a password, so never in argv
};

/// Parent to worker: a slot may be written again.
struct ReleaseMessage {
  MessageKind kind = MessageKind::release;
  std::uint32_t slot = 0;
};

/// Worker to parent, once, when the first frame has been decoded.
struct OpenedMessage {
  MessageKind kind = MessageKind::opened;
  Container container{};
  Codec codec{};
  Sandbox sandbox{};
  std::uint32_t width = 0;  ///< upright, square pixels
  std::uint32_t height = 0;
  std::uint32_t turns = 0;  ///< imaging::QuarterTurns
  std::uint32_t reserved = 0;
  std::int64_t declared_fps_micro = -1;  ///< frames in 1'000'000 seconds; -1 unknown
  std::int64_t declared_duration_us = -1;
  std::int64_t declared_frames = -1;
};

/// A picture lies in its slot from the slot's first byte on.
struct FrameMessage {
  MessageKind kind = MessageKind::frame;
  std::uint32_t slot = 0;
  std::uint32_t width = 0;  ///< as stored, before the turn
  std::uint32_t height = 0;
  std::uint32_t stride = 0;  ///< bytes
  std::uint32_t turns = 0;
  std::uint32_t original_width = 0;  ///< upright
  std::uint32_t original_height = 0;
  std::uint64_t index = 0;
  std::int64_t time_us = 0;
  std::int64_t received_ns = 0;  ///< of the monotonic clock
  std::uint64_t read_bytes = 0;
  std::uint64_t damaged = 0;  ///< until now
  std::uint32_t is_damaged = 0;
  std::uint32_t reserved = 0;
};

/// A sign of life between frames.
struct ProgressMessage {
  MessageKind kind = MessageKind::progress;
  std::uint32_t reserved = 0;
  std::uint64_t decoded = 0;
  std::uint64_t read_bytes = 0;
};

struct FinishedMessage {
  MessageKind kind = MessageKind::finished;
  std::uint32_t is_truncated = 0;
  std::uint32_t is_cut_short = 0;
  std::uint32_t reserved = 0;
  std::uint64_t decoded = 0;
  std::uint64_t damaged = 0;
};

enum class WorkerFailure : std::uint32_t {
  bad_setup,
  sandbox_refused,
  unknown_container,
  no_video_stream,
  unknown_codec,
  unreadable_header,
  nothing_decoded,
  too_many_pixels,
  too_long,
  too_many_frames,
  out_of_memory,
  host_unknown,
  stream_unreachable,
  stream_denied,
  stream_not_found,
  stream_lost,
  no_camera,
  camera_busy,
  camera_format,
};
inline constexpr std::uint32_t kLastWorkerFailure =
    static_cast<std::uint32_t>(WorkerFailure::camera_format);

struct FailedMessage {
  MessageKind kind = MessageKind::failed;
  WorkerFailure failure{};
};

using WorkerMessage =
    std::variant<OpenedMessage, FrameMessage, ProgressMessage, FinishedMessage, FailedMessage>;

/// Room for the largest message of either side.
inline constexpr std::size_t kMaxMessageBytes = sizeof(SetupMessage);

template <class Message>
std::span<const std::uint8_t> bytes_of(const Message& message) {
  static_assert(std::has_unique_object_representations_v<Message>, "no padding may leak");
  return {reinterpret_cast<const std::uint8_t*>(&message), sizeof(Message)};
}

/// The message that `packet` holds, every enumeration in range; nothing for anything else.
std::optional<WorkerMessage> parse_worker_message(std::span<const std::uint8_t> packet);

/// The worker's side of the same.
std::optional<SetupMessage> parse_setup(std::span<const std::uint8_t> packet);
std::optional<ReleaseMessage> parse_release(std::span<const std::uint8_t> packet);

}  // namespace facelatch::video
