// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

namespace facelatch::imaging {

// How a picture must be turned to be upright: the tag Orientation of EXIF 2.32 (JEITA CP-3451X),
// section 4.6.4, 1 to 8. Everything that is missing, damaged or out of range counts as 1: a broken
// note about a picture is no reason to refuse the picture. Thread-safe, no allocation.

/// From the TIFF structure that EXIF consists of ("II*\0" or "MM\0*" first).
int exif_orientation(std::span<const std::uint8_t> tiff);

/// From the first APP1 segment with EXIF of a JPEG file.
int jpeg_orientation(std::span<const std::uint8_t> file);

/// From the chunk eXIf of a PNG file (PNG 1.6 extensions, section 3.7).
int png_orientation(std::span<const std::uint8_t> file);

/// From the chunk EXIF of a WebP file (RIFF container specification).
int webp_orientation(std::span<const std::uint8_t> file);

}  // namespace facelatch::imaging
