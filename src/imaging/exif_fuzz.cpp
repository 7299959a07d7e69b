// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <span>

#include "imaging/exif.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace facelatch::imaging;
  const std::span<const std::uint8_t> bytes(data, size);
  for (const auto read : {exif_orientation, jpeg_orientation, png_orientation, webp_orientation}) {
    const int orientation = read(bytes);
    if (orientation < 1 || orientation > 8) __builtin_trap();
  }
  return 0;
}
