// SPDX-License-Identifier: Apache-2.0
#include "video/worker/file_input.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace facelatch::video {
namespace {

constexpr int kBufferBytes = 64 << 10;

ssize_t read_at(int descriptor, std::span<std::uint8_t> target, std::uint64_t position) {
  ssize_t count = -1;
  do {
    count = ::pread(descriptor, target.data(), target.size(), static_cast<off_t>(position));
  } while (count < 0 && errno == EINTR);
  return count;
}

}  // namespace

FileInput::FileInput(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {
  auto* buffer = static_cast<std::uint8_t*>(av_malloc(kBufferBytes));
  if (buffer == nullptr) return;
  context_ = avio_alloc_context(buffer, kBufferBytes, 0, this, &read, nullptr, &seek);
  if (context_ == nullptr) av_free(buffer);
}

FileInput::~FileInput() {
  if (context_ == nullptr) return;
  av_freep(
      static_cast<void*>(&context_->buffer));  // FFmpeg may have replaced the one that we gave it.
  avio_context_free(&context_);
}

std::size_t FileInput::peek(std::span<std::uint8_t> target) const {
  const auto wanted =
      target.first(static_cast<std::size_t>(std::min<std::uint64_t>(target.size(), size_)));
  return static_cast<std::size_t>(std::max<ssize_t>(0, read_at(descriptor_, wanted, 0)));
}

int FileInput::read(void* self, std::uint8_t* target, int bytes) {
  auto& input = *static_cast<FileInput*>(self);
  if (bytes <= 0) return AVERROR(EINVAL);
  if (input.position_ >= input.size_) return AVERROR_EOF;
  const auto wanted =
      std::min<std::uint64_t>(static_cast<std::uint64_t>(bytes), input.size_ - input.position_);
  const auto count =
      read_at(input.descriptor_, {target, static_cast<std::size_t>(wanted)}, input.position_);
  if (count < 0) return AVERROR(EIO);
  if (count == 0) return AVERROR_EOF;  // The file shrank while we read it.
  input.position_ += static_cast<std::uint64_t>(count);
  return static_cast<int>(count);
}

std::int64_t FileInput::seek(void* self, std::int64_t offset, int whence) {
  auto& input = *static_cast<FileInput*>(self);
  const auto size = static_cast<std::int64_t>(input.size_);
  switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
      return size;
    case SEEK_SET:
      break;
    case SEEK_CUR:
      if (__builtin_add_overflow(offset, static_cast<std::int64_t>(input.position_), &offset)) {
        return AVERROR(EINVAL);
      }
      break;
    case SEEK_END:
      if (__builtin_add_overflow(offset, size, &offset)) return AVERROR(EINVAL);
      break;
    default:
      return AVERROR(EINVAL);
  }
  if (offset < 0) return AVERROR(EINVAL);
  input.position_ = static_cast<std::uint64_t>(offset);
  return offset;
}

}  // namespace facelatch::video
