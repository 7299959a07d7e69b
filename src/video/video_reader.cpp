// SPDX-License-Identifier: Apache-2.0
#include "video/video_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "video/decoder_setup.hpp"

namespace facelatch::video {
namespace {

base::Result<std::uint64_t> checked_size(int file, std::uint64_t limit) {
  struct stat info{};
  if (::fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
    return base::failure(base::ErrorCode::invalid_argument, "The video is not a regular file.");
  }
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (size == 0) return base::failure(base::ErrorCode::corrupt, "The video is empty.");
  if (size > limit) {
    return base::failure(base::ErrorCode::too_large,
                         fmt::format("The video has {} bytes; the limit is {}.", size, limit));
  }
  return size;
}

}  // namespace

base::Result<VideoReader> VideoReader::open(const std::filesystem::path& path,
                                            const VideoLimits& limits, const VideoOptions& options,
                                            base::Deadline deadline) {
  // Non-blocking, so that a pipe that nobody writes to is refused and not waited for.
  base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    return errno == ENOENT || errno == ENOTDIR
               ? base::failure(base::ErrorCode::not_found,
                               fmt::format("There is no file {}.", path.string()))
               : base::failure(base::ErrorCode::unavailable,
                               fmt::format("The file {} cannot be opened.", path.string()));
  }
  return open(std::move(file), limits, options, deadline);
}

base::Result<VideoReader> VideoReader::open(base::Descriptor file, const VideoLimits& limits,
                                            const VideoOptions& options, base::Deadline deadline) {
  const auto size = checked_size(file.value(), limits.bytes);
  if (!size) return std::unexpected(size.error());
  auto launch = plan_launch(limits, options);
  if (!launch) return std::unexpected(launch.error());
  launch->setup.source = SourceKind::file;
  launch->setup.input_bytes = *size;
  launch->input = std::move(file);
  auto decoder = SandboxedDecoder::start(*std::move(launch), deadline);
  if (!decoder) return std::unexpected(decoder.error());
  return VideoReader(*std::move(decoder));
}

base::Result<VideoReader> VideoReader::open(std::span<const std::uint8_t> bytes,
                                            const VideoLimits& limits, const VideoOptions& options,
                                            base::Deadline deadline) {
  if (bytes.size() > limits.bytes) {
    return base::failure(
        base::ErrorCode::too_large,
        fmt::format("The video has {} bytes; the limit is {}.", bytes.size(), limits.bytes));
  }
  base::Descriptor file(::memfd_create("facelatch-video", MFD_CLOEXEC));
  if (!file.is_open() || !base::write_all(file.value(), bytes)) {
    return base::failure(base::ErrorCode::unavailable, "There is no memory for the video.");
  }
  return open(std::move(file), limits, options, deadline);
}

}  // namespace facelatch::video
