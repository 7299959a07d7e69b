// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "imaging/decode.hpp"

namespace facelatch::api {

/// What one encoded frame of a live stream may cost.
struct FrameLimits {
  std::uint64_t bytes = 4ULL << 20U;
  std::uint64_t pixels = 3840ULL * 2160;
};

/// The pixels of a JPEG or WebP frame; a JPEG may come reduced to no less than `sufficient_side`
/// on its longer side, unless that is 0. Fails with unsupported_format, too_large or corrupt.
base::Result<imaging::DecodedImage> decode_frame(std::span<const std::uint8_t> picture,
                                                 const FrameLimits& limits, base::Deadline deadline,
                                                 int sufficient_side = 0);

}  // namespace facelatch::api
