// SPDX-License-Identifier: Apache-2.0
#include "crypto/random.hpp"

#include <sodium.h>

#include <array>

#include "crypto/encoding.hpp"
#include "crypto/sodium.hpp"

namespace facelatch::crypto {

void fill_random(std::span<std::uint8_t> out) {
  start_sodium();
  ::randombytes_buf(out.data(), out.size());
}

std::uint32_t random_below(std::uint32_t bound) {
  start_sodium();
  return ::randombytes_uniform(bound);
}

std::string random_id() {
  std::array<std::uint8_t, kIdBytes> bytes{};
  fill_random(bytes);
  return to_base64url(bytes);
}

bool is_id(std::string_view text) {
  std::array<std::uint8_t, kIdBytes> bytes{};
  return text.size() == kIdCharacters && from_base64url(text, bytes);
}

}  // namespace facelatch::crypto
