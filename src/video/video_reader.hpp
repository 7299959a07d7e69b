// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>

#include "base/deadline.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "video/frame.hpp"
#include "video/sandboxed_decoder.hpp"
#include "video/video_info.hpp"
#include "video/video_options.hpp"

namespace facelatch::video {

/// Reads the frames of one video file in order: MP4, MOV, MKV, WebM, AVI, MPEG-TS and GIF with
/// H.264, HEVC, VP8, VP9, AV1, MJPEG, MPEG-4 or GIF pictures, told by its content and never by a
/// name. FFmpeg decodes it in a process of its own that has no rights (see SECURITY in the
/// README of this folder); whatever becomes of that process costs this reader only.
/// Errors of open() and next(): unsupported_format, too_large, corrupt, deadline_exceeded,
/// unavailable (no worker, no sandbox), invalid_argument (options), not_found.
/// Move-only; externally synchronised, but for interrupt().
class VideoReader {
 public:
  /// A regular file; nobody should write to it meanwhile.
  static base::Result<VideoReader> open(const std::filesystem::path& path,
                                        const VideoLimits& limits = {},
                                        const VideoOptions& options = {},
                                        base::Deadline deadline = {});
  /// The same, already open for reading; read from its start, wherever its offset is.
  static base::Result<VideoReader> open(base::Descriptor file, const VideoLimits& limits = {},
                                        const VideoOptions& options = {},
                                        base::Deadline deadline = {});
  /// A video in memory, copied once.
  static base::Result<VideoReader> open(std::span<const std::uint8_t> bytes,
                                        const VideoLimits& limits = {},
                                        const VideoOptions& options = {},
                                        base::Deadline deadline = {});

  /// A live stream, rtsp:// or http:// with MJPEG, which may last for ever: of `limits` only
  /// pixels, memory and frame_wait count. Frames that are not asked for in time are dropped, the
  /// newest first; a stream that ends fails with unavailable. Fails too with denied and not_found,
  /// as the stream's server says. `stop` ends the waiting, as the deadline does.
  static base::Result<VideoReader> open_live(std::string_view url, const VideoLimits& limits = {},
                                             const VideoOptions& options = {},
                                             base::Deadline deadline = {},
                                             const std::stop_token& stop = {});

  /// A camera of Video4Linux2, such as /dev/video0; otherwise the same. Fails too with not_found,
  /// denied, and unsupported_format for a device that is no camera, or whose pictures are neither
  /// JPEG nor YUYV.
  static base::Result<VideoReader> open_camera(const std::filesystem::path& device,
                                               const VideoLimits& limits = {},
                                               const VideoOptions& options = {},
                                               base::Deadline deadline = {},
                                               const std::stop_token& stop = {});

  /// The next chosen frame; nothing at the end of the video, which has at least one frame.
  base::Result<std::optional<Frame>> next(base::Deadline deadline = {}) {
    return decoder_->next(deadline);
  }
  [[nodiscard]] const VideoInfo& info() const { return decoder_->info(); }
  /// Any thread, while the object lives: a waiting next() and all later ones fail at once.
  void interrupt() { decoder_->interrupt(); }
  /// Of the decoder; for tests that end it.
  [[nodiscard]] pid_t process_id() const { return decoder_->process_id(); }

 private:
  explicit VideoReader(std::unique_ptr<SandboxedDecoder> decoder) : decoder_(std::move(decoder)) {}
  std::unique_ptr<SandboxedDecoder> decoder_;
};

}  // namespace facelatch::video
