// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "crypto/secret_buffer.hpp"

namespace facelatch::crypto {

/// Whether both hold the same bytes. The time depends on the lengths only, never on the content:
/// for tokens, codes and keys.
bool equal_in_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);
bool equal_in_constant_time(std::string_view a, std::string_view b);

using AuthenticationCode = std::array<std::uint8_t, 32>;

/// HMAC-SHA-256 (RFC 2104) of the message under a 32-byte key. Thread-safe.
AuthenticationCode authenticate(const SecretBuffer& key, std::span<const std::uint8_t> message);

}  // namespace facelatch::crypto
