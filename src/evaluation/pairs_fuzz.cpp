// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "evaluation/boxes_file.hpp"
#include "evaluation/pairs_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)facelatch::evaluation::parse_pairs(text);
  (void)facelatch::evaluation::parse_boxes_csv(text);
  (void)facelatch::evaluation::parse_voc(text);
  return 0;
}
