// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "imaging/image.hpp"
#include "video/worker/ffmpeg.hpp"
#include "video/worker/orientation.hpp"

namespace facelatch::video {

/// The sizes that a frame has on its way, all before the turn.
struct FrameGeometry {
  imaging::Size display;   ///< with square pixels, at full resolution
  imaging::Size output;    ///< what is delivered
  std::size_t stride = 0;  ///< bytes per row of the output
};

/// Makes of a decoded frame the blue-green-red picture that is delivered, at its size. Keeps the
/// tables of the last kind of frame; externally synchronised.
class Converter {
 public:
  /// `longer_side` 0 keeps the size; nothing has more than `max_pixels`.
  Converter(int longer_side, std::uint64_t max_pixels)
      : longer_side_(longer_side), max_pixels_(max_pixels) {}

  /// Nothing for a frame that is larger than allowed.
  [[nodiscard]] std::optional<FrameGeometry> plan(const AVFrame& frame) const;
  /// Writes output.height rows; false where FFmpeg cannot convert this kind of frame.
  bool convert(const AVFrame& frame, const FrameGeometry& geometry, Mirror mirror,
               std::span<std::uint8_t> target);

 private:
  int longer_side_;
  std::uint64_t max_pixels_;
  ScalerPointer scaler_;
};

}  // namespace facelatch::video
