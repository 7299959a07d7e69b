// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/file.hpp"

namespace facelatch::base {

/// Base64 with the usual alphabet and padding (RFC 4648, section 4).
std::string to_base64(std::span<const std::uint8_t> bytes);

/// The bytes that `text` spells, or nothing. Line breaks are passed over, because the command
/// `base64` writes them; padding may be missing only as a whole. For public data: how long it takes
/// depends on the text.
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace facelatch::base
