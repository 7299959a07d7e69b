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
  // Six bits make a character, and 62 and 63 are spelt '-' and '_': an id that begins with a dash
  // would be taken for an option by every command line.
  std::array<std::uint8_t, kIdBytes> bytes{};
  do fill_random(bytes);
  while (bytes[0] >> 2U >= 62);
  return to_base64url(bytes);
}

bool is_id(std::string_view text) {
  std::array<std::uint8_t, kIdBytes> bytes{};
  return text.size() == kIdCharacters && from_base64url(text, bytes);
}

}  // namespace facelatch::crypto
