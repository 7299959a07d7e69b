// SPDX-License-Identifier: Apache-2.0
#include "imaging/codec.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace facelatch::imaging {

using base::ErrorCode;
using base::failure;

base::Result<Size> checked_size(std::uint64_t width, std::uint64_t height,
                                const DecodeLimits& limits) {
  if (width == 0 || height == 0) {
    return failure(ErrorCode::corrupt, "The picture is damaged: it is said to have no pixels.");
  }
  const auto side = static_cast<std::uint64_t>(std::max(limits.side, 0));
  if (width > side || height > side) {
    return failure(ErrorCode::too_large,
                   fmt::format("The picture is {} x {} pixels; a side may have at most {}.", width,
                               height, side));
  }
  if (width * height > limits.pixels) {  // no overflow: both are at most an int
    return failure(ErrorCode::too_large,
                   fmt::format("The picture is {} x {} pixels; at most {} pixels are read.", width,
                               height, limits.pixels));
  }
  return Size{static_cast<int>(width), static_cast<int>(height)};
}

std::unexpected<base::Error> damaged(std::string_view name) {
  return failure(ErrorCode::corrupt, fmt::format("The {} picture is damaged.", name));
}

std::unexpected<base::Error> ended_early(std::string_view name) {
  return failure(ErrorCode::corrupt,
                 fmt::format("The {} picture is incomplete: it ends too early.", name));
}

std::unexpected<base::Error> not_supported(std::string_view what) {
  return failure(
      ErrorCode::unsupported_format,
      fmt::format("This is {}, which cannot be read; send a JPEG, PNG or WebP picture.", what));
}

std::unexpected<base::Error> too_slow() {
  return failure(ErrorCode::deadline_exceeded,
                 "Reading the picture took longer than the time allowed.");
}

std::unexpected<base::Error> out_of_memory() {
  return failure(ErrorCode::unavailable, "There is not enough memory to read the picture.");
}

}  // namespace facelatch::imaging
