// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "video/worker/camera.hpp"
#include "video/worker/ffmpeg.hpp"

namespace facelatch::video {

/// A camera's pictures as FFmpeg reads them: JPEGs as the parts of a multipart stream, so that each
/// ends with itself and not with the next; YUYV as it is. Stays where it is; externally
/// synchronised.
class CameraInput {
 public:
  /// Both must outlive it; `is_over` ends a wait for the next picture.
  CameraInput(Camera& camera, bool (*is_over)());
  CameraInput(const CameraInput&) = delete;
  CameraInput& operator=(const CameraInput&) = delete;
  CameraInput(CameraInput&&) = delete;
  CameraInput& operator=(CameraInput&&) = delete;
  ~CameraInput();

  /// Null where memory ran out.
  [[nodiscard]] AVIOContext* context() const { return context_; }
  [[nodiscard]] const Camera& camera() const { return camera_; }

 private:
  static int read(void* self, std::uint8_t* target, int bytes);
  bool take_next();

  Camera& camera_;
  bool (*is_over_)();
  std::string head_;                       ///< still to be read, before
  std::span<const std::uint8_t> picture_;  ///< what is still to be read of it
  AVIOContext* context_ = nullptr;
};

}  // namespace facelatch::video
