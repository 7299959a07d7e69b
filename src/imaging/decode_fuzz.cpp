// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "imaging/decode.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace facelatch::imaging;
  DecodeOptions options;
  options.limits.pixels = 1U << 20U;
  options.limits.side = 5000;
  options.sufficient_side = size % 2 == 0 ? 0 : 64;
  const auto picture = decode({data, size}, options);
  if (!picture) {
    if (picture.error().message.empty()) __builtin_trap();
    return 0;
  }
  const auto decoded = picture->image.size();
  const auto original = picture->original;
  const auto pixels =
      static_cast<std::uint64_t>(original.width) * static_cast<std::uint64_t>(original.height);
  const bool sound = decoded.width >= 1 && decoded.height >= 1 && decoded.width <= original.width &&
                     decoded.height <= original.height && pixels <= options.limits.pixels;
  if (!sound) __builtin_trap();
  return 0;
}
