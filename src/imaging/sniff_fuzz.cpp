// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <span>

#include "imaging/sniff.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace facelatch::imaging;
  if (describe(sniff({data, size})).empty()) __builtin_trap();
  return 0;
}
