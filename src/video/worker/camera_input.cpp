// SPDX-License-Identifier: Apache-2.0
#include "video/worker/camera_input.hpp"

#include <algorithm>

namespace facelatch::video {
namespace {

constexpr int kBufferBytes = 64 << 10;

}  // namespace

CameraInput::CameraInput(Camera& camera, bool (*is_over)()) : camera_(camera), is_over_(is_over) {
  auto* buffer = static_cast<std::uint8_t*>(av_malloc(kBufferBytes));
  if (buffer == nullptr) return;
  context_ = avio_alloc_context(buffer, kBufferBytes, 0, this, &read, nullptr, nullptr);
  if (context_ == nullptr) av_free(buffer);
}

CameraInput::~CameraInput() {
  if (context_ == nullptr) return;
  av_freep(static_cast<void*>(&context_->buffer));
  avio_context_free(&context_);
}

bool CameraInput::take_next() {
  const auto picture = camera_.next(is_over_);
  if (!picture) return false;
  picture_ = *picture;
  if (camera_.format() == Camera::Format::mjpeg) {
    head_ = "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: " +
            std::to_string(picture_.size()) + "\r\n\r\n";
  }
  return true;
}

int CameraInput::read(void* self, std::uint8_t* target, int bytes) {
  auto& input = *static_cast<CameraInput*>(self);
  if (bytes <= 0) return AVERROR(EINVAL);
  if (input.head_.empty() && input.picture_.empty() && !input.take_next()) return AVERROR_EOF;
  const auto room = static_cast<std::size_t>(bytes);
  if (!input.head_.empty()) {
    const auto count = std::min(room, input.head_.size());
    std::ranges::copy_n(input.head_.begin(), static_cast<std::ptrdiff_t>(count), target);
    input.head_.erase(0, count);
    return static_cast<int>(count);
  }
  const auto count = std::min(room, input.picture_.size());
  std::ranges::copy(input.picture_.first(count), target);
  input.picture_ = input.picture_.subspan(count);
  return static_cast<int>(count);
}

}  // namespace facelatch::video
