// SPDX-License-Identifier: Apache-2.0
#include "video/video_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

#include "video/decoder_setup.hpp"
#include "video/stream_url.hpp"

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

VideoLimits endless(VideoLimits limits) {
  limits.duration = std::chrono::hours(24 * 365 * 10);
  limits.frames = std::numeric_limits<std::int64_t>::max();
  limits.cpu = std::chrono::seconds(0);
  limits.decoder_time = std::chrono::hours(24 * 365 * 10);
  return limits;
}

base::Result<base::Descriptor> open_device(const std::filesystem::path& path) {
  base::Descriptor device(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
  if (device.is_open()) return device;
  switch (errno) {
    case ENOENT:
    case ENOTDIR:
    case ENODEV:
    case ENXIO:
      return base::failure(base::ErrorCode::not_found,
                           fmt::format("There is no camera at {}.", path.string()));
    case EACCES:
    case EPERM:
      return base::failure(
          base::ErrorCode::denied,
          fmt::format("This user may not use {}: cameras are for the group video.", path.string()));
    default:
      return base::failure(base::ErrorCode::unavailable,
                           fmt::format("The camera {} cannot be opened.", path.string()));
  }
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

base::Result<VideoReader> VideoReader::open_live(std::string_view url, const VideoLimits& limits,
                                                 const VideoOptions& options,
                                                 base::Deadline deadline,
                                                 const std::stop_token& stop) {
  const auto parsed = StreamUrl::parse(url);
  if (!parsed) return std::unexpected(parsed.error());
  auto launch = plan_launch(endless(limits), options);
  if (!launch) return std::unexpected(launch.error());
  auto& setup = launch->setup;
  if (url.size() > setup.url.size()) {
    return base::failure(base::ErrorCode::invalid_argument, "The stream's address is too long.");
  }
  setup.source = SourceKind::stream;
  setup.url_length = static_cast<std::uint32_t>(url.size());
  std::ranges::copy(url, setup.url.begin());
  auto decoder = SandboxedDecoder::start(*std::move(launch), deadline, stop);
  if (!decoder) return std::unexpected(decoder.error());
  return VideoReader(*std::move(decoder));
}

base::Result<VideoReader> VideoReader::open_camera(const std::filesystem::path& device,
                                                   const VideoLimits& limits,
                                                   const VideoOptions& options,
                                                   base::Deadline deadline,
                                                   const std::stop_token& stop) {
  auto opened = open_device(device);
  if (!opened) return std::unexpected(opened.error());
  auto launch = plan_launch(endless(limits), options);
  if (!launch) return std::unexpected(launch.error());
  launch->setup.source = SourceKind::camera;
  launch->input = *std::move(opened);
  auto decoder = SandboxedDecoder::start(*std::move(launch), deadline, stop);
  if (!decoder) return std::unexpected(decoder.error());
  return VideoReader(*std::move(decoder));
}

}  // namespace facelatch::video
