// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "imaging/image.hpp"
#include "imaging/resize.hpp"

namespace facelatch::video {

enum class Container : std::uint32_t { mp4, matroska, avi, mpeg_ts, gif, rtsp, http_mjpeg, v4l2 };
enum class Codec : std::uint32_t { h264, hevc, vp8, vp9, av1, mjpeg, mpeg4, gif, raw };

/// Stable names for JSON and messages: "mp4" (also MOV), "matroska" (also WebM), "h264", …
std::string_view name_of(Container container);
std::string_view name_of(Codec codec);

/// How well the process that decodes is locked away.
enum class Sandbox : std::uint32_t {
  seccomp,  ///< system call filter, resource limits, no capabilities
  limits,   ///< all but the filter: only with Isolation::preferred on a kernel without it
};

/// What is known of a video so far. A value.
struct VideoInfo {
  Container container = Container::mp4;
  Codec codec = Codec::h264;
  imaging::Size original;  ///< of the first frame: upright, square pixels
  imaging::QuarterTurns turns = imaging::QuarterTurns::none;  ///< applied by the stream's wish
  std::optional<double> declared_fps;                         ///< what the header claims
  std::optional<std::chrono::microseconds> declared_duration;
  std::optional<std::uint64_t> declared_frames;
  Sandbox sandbox = Sandbox::seccomp;

  std::uint64_t input_bytes = 0;  ///< 0 for live streams
  std::uint64_t read_bytes = 0;   ///< how far the decoder has read: for a progress bar
  std::uint64_t decoded = 0;      ///< frames
  std::uint64_t delivered = 0;
  std::uint64_t damaged = 0;  ///< decoded frames or packets with errors

  bool is_finished = false;   ///< The end was reached; only then are the next two certain.
  bool is_truncated = false;  ///< The file ends before its content does.
  bool is_cut_short = false;  ///< WhenTooLong::stop has ended it.

  /// What a user should know, one sentence each; empty for a sound video.
  [[nodiscard]] std::vector<std::string> warnings() const;
};

}  // namespace facelatch::video
