// SPDX-License-Identifier: Apache-2.0
#include "video/worker/camera.hpp"

#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>

namespace facelatch::video {
namespace {

constexpr std::uint32_t kWidth = 1280;
constexpr std::uint32_t kHeight = 720;
constexpr std::uint32_t kFramesPerSecond = 30;
/// One that is being filled, one that waits, one that is looked at, one to spare.
constexpr std::uint32_t kBuffers = 4;
constexpr std::uint32_t kMostBuffers = 32;  // VIDEO_MAX_FRAME of the kernel
constexpr std::uint32_t kMostFormats = 64;
constexpr int kLookoutMs = 200;

int request(int device, unsigned long what, void* argument) {
  int result = -1;
  do {
    result = ::ioctl(device, what, argument);
  } while (result < 0 && errno == EINTR);
  return result;
}

v4l2_buffer capture_buffer(std::uint32_t index = 0) {
  v4l2_buffer buffer{};
  buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  buffer.memory = V4L2_MEMORY_MMAP;
  buffer.index = index;
  return buffer;
}

bool is_camera(int device) {
  v4l2_capability capability{};
  if (request(device, VIDIOC_QUERYCAP, &capability) < 0) return false;
  const auto able = (capability.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? capability.device_caps
                                                                          : capability.capabilities;
  constexpr std::uint32_t kNeeded = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
  return (able & kNeeded) == kNeeded;
}

bool offers(int device, std::uint32_t pixel_format) {
  for (std::uint32_t i = 0; i < kMostFormats; ++i) {
    v4l2_fmtdesc description{};
    description.index = i;
    description.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (request(device, VIDIOC_ENUM_FMT, &description) < 0) return false;
    if (description.pixelformat == pixel_format) return true;
  }
  return false;
}

/// A wish: many cameras have one rate only.
void ask_for_rate(int device) {
  v4l2_streamparm parameters{};
  parameters.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  parameters.parm.capture.timeperframe = {.numerator = 1, .denominator = kFramesPerSecond};
  request(device, VIDIOC_S_PARM, &parameters);
}

}  // namespace

std::span<const unsigned long> camera_requests() {
  static constexpr std::array<unsigned long, 2> kRequests{VIDIOC_DQBUF, VIDIOC_QBUF};
  return kRequests;
}

void Camera::Unmap::operator()(std::uint8_t* memory) const { ::munmap(memory, bytes); }

std::expected<Camera, WorkerFailure> Camera::start(int device) {
  if (!is_camera(device)) return std::unexpected(WorkerFailure::no_camera);
  Camera camera(device);
  if (const auto chosen = camera.choose_format(); !chosen) return std::unexpected(chosen.error());
  ask_for_rate(device);
  if (const auto mapped = camera.map_buffers(); !mapped) return std::unexpected(mapped.error());
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  if (request(device, VIDIOC_STREAMON, &type) < 0) {
    return std::unexpected(WorkerFailure::camera_busy);
  }
  return camera;
}

std::expected<void, WorkerFailure> Camera::choose_format() {
  const bool is_mjpeg = offers(device_, V4L2_PIX_FMT_MJPEG);
  if (!is_mjpeg && !offers(device_, V4L2_PIX_FMT_YUYV)) {
    return std::unexpected(WorkerFailure::camera_format);
  }
  v4l2_format format{};
  format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  format.fmt.pix.width = kWidth;
  format.fmt.pix.height = kHeight;
  format.fmt.pix.pixelformat = is_mjpeg ? V4L2_PIX_FMT_MJPEG : V4L2_PIX_FMT_YUYV;
  format.fmt.pix.field = V4L2_FIELD_ANY;
  const auto wanted = format.fmt.pix.pixelformat;
  if (request(device_, VIDIOC_S_FMT, &format) < 0) {
    return std::unexpected(WorkerFailure::camera_busy);
  }
  const auto& got = format.fmt.pix;
  if (got.pixelformat != wanted || got.width == 0 || got.height == 0 || got.width > kMaxSide ||
      got.height > kMaxSide) {
    return std::unexpected(WorkerFailure::camera_format);
  }
  format_ = is_mjpeg ? Format::mjpeg : Format::yuyv;
  size_ = {static_cast<int>(got.width), static_cast<int>(got.height)};
  stride_ = std::max<std::size_t>(got.bytesperline, std::size_t{2} * got.width);
  return {};
}

std::expected<void, WorkerFailure> Camera::map_buffers() {
  v4l2_requestbuffers wish{};
  wish.count = kBuffers;
  wish.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  wish.memory = V4L2_MEMORY_MMAP;
  if (request(device_, VIDIOC_REQBUFS, &wish) < 0) {
    return std::unexpected(WorkerFailure::camera_busy);
  }
  if (wish.count < 2) return std::unexpected(WorkerFailure::out_of_memory);
  for (std::uint32_t i = 0; i < std::min(wish.count, kMostBuffers); ++i) {
    auto buffer = capture_buffer(i);
    if (request(device_, VIDIOC_QUERYBUF, &buffer) < 0) {
      return std::unexpected(WorkerFailure::no_camera);
    }
    void* memory = ::mmap(nullptr, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, device_,
                          static_cast<off_t>(buffer.m.offset));
    if (memory == MAP_FAILED) return std::unexpected(WorkerFailure::out_of_memory);
    buffers_.emplace_back(static_cast<std::uint8_t*>(memory), Unmap{buffer.length});
    if (!give_back(i)) return std::unexpected(WorkerFailure::camera_busy);
  }
  return {};
}

bool Camera::give_back(std::uint32_t index) const {
  auto buffer = capture_buffer(index);
  return request(device_, VIDIOC_QBUF, &buffer) >= 0;
}

bool Camera::take_filled(std::optional<Filled>& filled) const {
  auto buffer = capture_buffer();
  if (request(device_, VIDIOC_DQBUF, &buffer) < 0) return errno == EAGAIN;
  if (buffer.index >= buffers_.size()) return false;
  const auto room = buffers_[buffer.index].get_deleter().bytes;
  const bool is_damaged = (buffer.flags & V4L2_BUF_FLAG_ERROR) != 0;
  filled = Filled{.index = buffer.index,
                  .bytes = is_damaged ? 0 : std::min<std::size_t>(buffer.bytesused, room)};
  return true;
}

std::optional<std::span<const std::uint8_t>> Camera::next(bool (*is_over)()) {
  if (lent_ && !give_back(*lent_)) return std::nullopt;
  lent_.reset();
  while (!is_over()) {
    pollfd poller{.fd = device_, .events = POLLIN, .revents = 0};
    if (::poll(&poller, 1, kLookoutMs) <= 0) continue;
    std::optional<Filled> newest;
    for (std::size_t i = 0; i < buffers_.size(); ++i) {
      std::optional<Filled> filled;
      if (!take_filled(filled)) return std::nullopt;
      if (!filled) break;
      if (newest && !give_back(newest->index)) return std::nullopt;
      newest = filled;
    }
    if (!newest) continue;
    const std::span picture(buffers_[newest->index].get(), newest->bytes);
    const auto whole = stride_ * static_cast<std::size_t>(size_.height);
    if (picture.empty() || (format_ == Format::yuyv && picture.size() < whole)) {
      if (!give_back(newest->index)) return std::nullopt;
      continue;
    }
    lent_ = newest->index;
    return format_ == Format::yuyv ? rows_of(picture) : picture;
  }
  return std::nullopt;
}

std::span<const std::uint8_t> Camera::rows_of(std::span<const std::uint8_t> picture) {
  const auto row = std::size_t{2} * static_cast<std::size_t>(size_.width);
  const auto rows = static_cast<std::size_t>(size_.height);
  if (stride_ == row) return picture.first(row * rows);
  packed_.resize(row * rows);
  for (std::size_t y = 0; y < rows; ++y) {
    std::ranges::copy(picture.subspan(y * stride_, row),
                      packed_.begin() + static_cast<std::ptrdiff_t>(y * row));
  }
  return packed_;
}

}  // namespace facelatch::video
