// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "imaging/image.hpp"
#include "video/worker_protocol.hpp"

namespace facelatch::video {

/// A camera of Video4Linux2 (the kernel's documentation, "Video Capture Interface", streaming I/O
/// by memory mapping). Starting it takes requests to the driver that a locked-away process may not
/// make; taking pictures takes kCameraRequests only. Move-only; externally synchronised.
class Camera {
 public:
  enum class Format { mjpeg, yuyv };

  /// Asks for JPEG pictures, else for YUYV, of 1280x720 or what comes nearest; the pictures come
  /// from now on. `device` stays open as long as the camera is used; it is non-blocking.
  static std::expected<Camera, WorkerFailure> start(int device);
  Camera(const Camera&) = delete;
  Camera& operator=(const Camera&) = delete;
  Camera(Camera&& other) noexcept = default;
  Camera& operator=(Camera&&) = delete;
  ~Camera() = default;

  [[nodiscard]] Format format() const { return format_; }
  [[nodiscard]] imaging::Size size() const { return size_; }

  /// Waits for a picture and gives the newest: a JPEG, or rows of YUYV without padding. Valid until
  /// the next call. Nothing where the camera is gone, or `is_over` says so.
  std::optional<std::span<const std::uint8_t>> next(bool (*is_over)());

 private:
  struct Unmap {
    std::size_t bytes = 0;
    void operator()(std::uint8_t* memory) const;
  };
  using Buffer = std::unique_ptr<std::uint8_t, Unmap>;
  struct Filled {
    std::uint32_t index = 0;
    std::size_t bytes = 0;
  };

  explicit Camera(int device) : device_(device) {}
  std::expected<void, WorkerFailure> choose_format();
  std::expected<void, WorkerFailure> map_buffers();
  /// False: the camera is gone.
  bool take_filled(std::optional<Filled>& filled) const;
  bool give_back(std::uint32_t index) const;
  std::span<const std::uint8_t> rows_of(std::span<const std::uint8_t> picture);

  int device_;
  Format format_ = Format::mjpeg;
  imaging::Size size_;
  std::size_t stride_ = 0;  ///< bytes of a row, YUYV only
  std::vector<Buffer> buffers_;
  std::optional<std::uint32_t> lent_;
  std::vector<std::uint8_t> packed_;  ///< rows without padding
};

/// The only requests that next() makes of the device.
[[nodiscard]] std::span<const unsigned long> camera_requests();

}  // namespace facelatch::video
