// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "video/worker/ffmpeg.hpp"

namespace facelatch::video {

/// The input descriptor as FFmpeg reads it: at positions, so that its own offset does not matter,
/// and never beyond the size it had at the start. Stays where it is; externally synchronised.
class FileInput {
 public:
  FileInput(int descriptor, std::uint64_t size);
  FileInput(const FileInput&) = delete;
  FileInput& operator=(const FileInput&) = delete;
  FileInput(FileInput&&) = delete;
  FileInput& operator=(FileInput&&) = delete;
  ~FileInput();

  /// Null where memory ran out.
  [[nodiscard]] AVIOContext* context() const { return context_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// The first bytes, as many as there are; does not move the position.
  [[nodiscard]] std::size_t peek(std::span<std::uint8_t> target) const;

 private:
  static int read(void* self, std::uint8_t* target, int bytes);
  static std::int64_t seek(void* self, std::int64_t offset, int whence);

  int descriptor_;
  std::uint64_t size_;
  std::uint64_t position_ = 0;
  AVIOContext* context_ = nullptr;
};

}  // namespace facelatch::video
