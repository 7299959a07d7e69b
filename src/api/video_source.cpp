// SPDX-License-Identifier: Apache-2.0
#include "api/video_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <utility>

#include "base/descriptor.hpp"

namespace facelatch::api {

base::Result<video::VideoReader> open_video(const http::Content& content, const Limits& limits,
                                            const video::VideoOptions& options,
                                            base::Deadline deadline) {
  video::VideoLimits video_limits;
  video_limits.bytes = limits.video_bytes;
  if (content.file_descriptor() < 0) {
    return video::VideoReader::open(content.bytes(), video_limits, options, deadline);
  }
  // Opened anew, so that what the decoder inherits can only be read.
  const auto path = fmt::format("/proc/self/fd/{}", content.file_descriptor());
  base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) {
    return base::failure(base::ErrorCode::unavailable, "The upload cannot be read.");
  }
  return video::VideoReader::open(std::move(file), video_limits, options, deadline);
}

}  // namespace facelatch::api
