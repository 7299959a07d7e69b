// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "crypto/secret_buffer.hpp"

namespace facelatch::crypto {

/// The cost of a guess. The defaults are libsodium's "moderate": about a second and 256 MiB.
struct PassphraseCost {
  std::uint32_t passes = 3;
  std::uint32_t memory_kib = 256 * 1024;
};

/// What a foreign file may ask of us; more is refused before any memory is taken.
inline constexpr PassphraseCost kMaximumPassphraseCost{.passes = 16, .memory_kib = 1024 * 1024};
inline constexpr std::size_t kMinimumPassphraseBytes = 8;
inline constexpr std::size_t kMaximumPassphraseBytes = 1024;

using PassphraseSalt = std::array<std::uint8_t, 16>;

/// A 32-byte key from a passphrase by Argon2id (RFC 9106). Takes long on purpose. Fails with
/// invalid_argument for a passphrase or cost outside the limits, unavailable without the memory.
base::Result<SecretBuffer> key_from_passphrase(std::string_view passphrase,
                                               const PassphraseSalt& salt,
                                               const PassphraseCost& cost);

}  // namespace facelatch::crypto
