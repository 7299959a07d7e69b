// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.hpp"

#include <openssl/sha.h>

#include <array>

#include "base/hex.hpp"

namespace facelatch::base {

std::string sha256_hex(std::span<const std::uint8_t> bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(bytes.data(), bytes.size(), digest.data());
  return to_hex(digest);
}

}  // namespace facelatch::base
