// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "imaging/image.hpp"

namespace facelatch::imaging {

/// What a picture from outside may cost. Checked from its header, before pixels are allocated.
struct DecodeLimits {
  std::uint64_t bytes = 20ULL << 20U;  ///< of the encoded picture
  std::uint64_t pixels = 50'000'000;   ///< width times height as stored
  int side = 30'000;                   ///< the longer side, in pixels; at most 32,766
  base::Deadline deadline;             ///< looked at between rows or passes where the codec lets us
};

struct DecodeOptions {
  DecodeLimits limits;
  /// A JPEG whose longer side is at least twice this is decoded at 1/2, 1/4 or 1/8 of its size
  /// (DCT scaling), never to less than this. 0 decodes every pixel.
  int sufficient_side = 0;
};

struct DecodedImage {
  Image image;               ///< upright: the EXIF orientation has been applied
  Size original;             ///< the upright size at full resolution
  int exif_orientation = 1;  ///< 1..8 as found and applied; anything else counts as 1
  int reduction = 1;         ///< 1, 2, 4 or 8: one pixel of `image` is that many, each way
  /// Original pixels per decoded pixel, at least 1: boxes found in `image` times this are in
  /// coordinates of the upright original.
  [[nodiscard]] float scale() const { return static_cast<float>(reduction); }
};

/// The picture in `bytes`, told by its content and never by a name: JPEG, PNG, WebP, GIF, BMP,
/// PNM, TIFF, and HEIC/AVIF where built in. Animated ones give their first frame. Gray, palette,
/// 16-bit and CMYK pictures become 8-bit BGR; transparency is dropped and the colour kept.
/// Errors: unsupported_format, too_large, corrupt, deadline_exceeded, unavailable (no memory). A
/// picture that ends too early is corrupt. Thread-safe.
base::Result<DecodedImage> decode(std::span<const std::uint8_t> bytes,
                                  const DecodeOptions& options = {});

}  // namespace facelatch::imaging
