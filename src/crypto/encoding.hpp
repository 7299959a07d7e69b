// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/file.hpp"

namespace facelatch::crypto {

/// Base64 with the URL-safe alphabet and without padding (RFC 4648 section 5, RFC 7515 section 2).
std::string to_base64url(std::span<const std::uint8_t> bytes);

/// The bytes that `text` spells, or nothing: no padding, no spaces, no other alphabet, and no
/// stray bits in the last character, so that each byte string has exactly one spelling.
std::optional<base::Bytes> from_base64url(std::string_view text);

/// Decodes into exactly `out.size()` bytes; false where the text spells more, fewer or none. For
/// secrets: nothing is copied on the way.
bool from_base64url(std::string_view text, std::span<std::uint8_t> out);

}  // namespace facelatch::crypto
