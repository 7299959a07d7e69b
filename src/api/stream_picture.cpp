// SPDX-License-Identifier: Apache-2.0
#include "api/stream_picture.hpp"

#include "imaging/sniff.hpp"

namespace facelatch::api {

base::Result<imaging::DecodedImage> decode_frame(std::span<const std::uint8_t> picture,
                                                 const FrameLimits& limits, base::Deadline deadline,
                                                 int sufficient_side) {
  const auto format = imaging::sniff(picture);
  if (format != imaging::ImageFormat::jpeg && format != imaging::ImageFormat::webp) {
    return base::failure(base::ErrorCode::unsupported_format,
                         "A frame must be a JPEG or a WebP picture.");
  }
  imaging::DecodeOptions options{.limits = {}, .sufficient_side = sufficient_side};
  options.limits.bytes = limits.bytes;
  options.limits.pixels = limits.pixels;
  options.limits.deadline = deadline;
  return imaging::decode(picture, options);
}

}  // namespace facelatch::api
