// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/result.hpp"
#include "imaging/image.hpp"

namespace facelatch::video {

/// Writes an MP4 file (ISO/IEC 14496-12) whose frames are JPEG pictures: large, but written without
/// FFmpeg, whose libraries stay out of this process. Players that know MP4 with MJPEG (VLC, mpv,
/// ffplay) show it; browsers do not. Move-only; externally synchronised.
class MjpegWriter {
 public:
  /// Writes beside `path`, which appears when finish() has succeeded and not before. Fails with
  /// unavailable.
  static base::Result<MjpegWriter> create(const std::filesystem::path& path);
  MjpegWriter(const MjpegWriter&) = delete;
  MjpegWriter& operator=(const MjpegWriter&) = delete;
  MjpegWriter(MjpegWriter&&) noexcept = default;
  MjpegWriter& operator=(MjpegWriter&&) = delete;
  ~MjpegWriter();

  /// `time` since the first frame, later than that of the frame before; every frame of the same
  /// size. Fails with invalid_argument or unavailable (the disk).
  base::Result<void> add(imaging::ImageView frame, std::chrono::microseconds time);
  /// The last frame is shown as long as the one before. Fails as add(), or without any frame.
  base::Result<void> finish();

 private:
  struct Sample {
    std::uint64_t offset;
    std::uint32_t bytes;
    std::chrono::microseconds time;
  };

  MjpegWriter(std::filesystem::path path, std::string temporary, base::Descriptor file)
      : path_(std::move(path)), temporary_(std::move(temporary)), file_(std::move(file)) {}
  base::Result<void> write(std::span<const std::uint8_t> bytes);
  [[nodiscard]] std::vector<std::uint32_t> durations() const;
  [[nodiscard]] base::Bytes index() const;

  std::filesystem::path path_;
  std::string temporary_;  ///< empty once it has been renamed
  base::Descriptor file_;
  std::uint64_t written_ = 0;
  imaging::Size size_;
  std::vector<Sample> samples_;
};

}  // namespace facelatch::video
