// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace facelatch::imaging {

/// What bytes are, told by how they begin. The kinds after `heif` are known so that a refusal can
/// say what was sent; none of them is decoded.
enum class ImageFormat {
  unknown,
  jpeg,
  png,
  webp,
  gif,
  bmp,
  pnm,   ///< PBM, PGM and PPM, plain and raw
  tiff,  ///< classic TIFF and BigTIFF
  heif,  ///< HEIC and AVIF
  jpeg2000,
  jpeg_xl,
  icon,
  photoshop,
  svg,
  video,  ///< MP4, QuickTime, Matroska, WebM, AVI, MPEG, Ogg, FLV
  audio,
  pdf,
  html,
  archive,  ///< ZIP (also office documents), gzip, 7-Zip, RAR
};

/// Looks at the first few hundred bytes, never at a name. Thread-safe, no allocation.
ImageFormat sniff(std::span<const std::uint8_t> bytes);

/// As it stands in a sentence: "a PDF document".
std::string_view describe(ImageFormat format);

}  // namespace facelatch::imaging
