// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "imaging/codec.hpp"

namespace facelatch::imaging {

enum class BmpPacking { plain, run_length_4, run_length_8 };

struct BmpColour {
  std::uint8_t blue = 0;
  std::uint8_t green = 0;
  std::uint8_t red = 0;
};

/// Where a colour stands in a pixel of 16 or 32 bits; a mask of 0 means that it is not stored.
struct BmpMasks {
  std::uint32_t red = 0;
  std::uint32_t green = 0;
  std::uint32_t blue = 0;
};

/// What stands before the pixels of a Windows or OS/2 bitmap (BITMAPCOREHEADER, BITMAPINFOHEADER
/// and its successors; "[MS-WMF]" 2.2.2 gives their fields).
struct BmpHeader {
  Size size;
  bool is_top_down = false;
  int bits_per_pixel = 0;  ///< 1, 2, 4, 8, 16, 24 or 32
  BmpPacking packing = BmpPacking::plain;
  BmpMasks masks;                  ///< for 16 and 32 bits
  std::vector<BmpColour> palette;  ///< for up to 8 bits; at most 256
  std::size_t pixels_at = 0;       ///< offset in the file
};

/// Fails with corrupt, too_large or unsupported_format.
base::Result<BmpHeader> read_bmp_header(ByteView file, const DecodeLimits& limits);

}  // namespace facelatch::imaging
