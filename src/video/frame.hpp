// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>

#include "imaging/image.hpp"

namespace facelatch::video {

enum class FrameIntegrity {
  whole,
  damaged,  ///< The decoder reported errors in it: parts may be gray, smeared or stale.
};

/// One picture of a video or a camera. A value, cheap to move.
struct Frame {
  imaging::Image image;    ///< blue, green, red; upright; square pixels
  imaging::Size original;  ///< the upright size at full resolution
  /// Since the first frame, as the stream says; of live sources since the source was opened.
  /// Strictly increasing.
  std::chrono::microseconds time{0};
  std::uint64_t index = 0;  ///< counts the decoded frames from 0, also those not delivered
  FrameIntegrity integrity = FrameIntegrity::whole;
  /// When decoding had ended, or the camera had delivered it: what latency is measured from.
  std::chrono::steady_clock::time_point received;

  /// Original pixels per pixel of `image`, at least 1.
  [[nodiscard]] float scale() const {
    return image.empty()
               ? 1.0F
               : static_cast<float>(original.width) / static_cast<float>(image.size().width);
  }
};

}  // namespace facelatch::video
