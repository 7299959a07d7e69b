// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <span>

namespace facelatch::crypto {

using HashSalt = std::array<std::uint8_t, 16>;
using SaltedHash = std::array<std::uint8_t, 32>;

/// BLAKE2b-256 (RFC 7693) of `secret`, with `salt` as its key. For random secrets of 128 bits and
/// more, which nobody can guess: it is fast. A passphrase needs key_from_passphrase(). Thread-safe.
SaltedHash salted_hash(const HashSalt& salt, std::span<const std::uint8_t> secret);

}  // namespace facelatch::crypto
