// SPDX-License-Identifier: Apache-2.0
#include "crypto/encoding.hpp"

#include <sodium.h>

namespace facelatch::crypto {
namespace {

constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

}  // namespace

std::string to_base64url(std::span<const std::uint8_t> bytes) {
  // libsodium counts the closing zero byte that std::string has anyway.
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant) - 1, '\0');
  ::sodium_bin2base64(text.data(), text.size() + 1, bytes.data(), bytes.size(), kVariant);
  return text;
}

bool from_base64url(std::string_view text, std::span<std::uint8_t> out) {
  if (out.empty()) return text.empty();  // libsodium wants an address even for nothing.
  std::size_t size = 0;
  const char* end = nullptr;
  const int status = ::sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr,
                                         &size, &end, kVariant);
  return status == 0 && size == out.size() && end == text.data() + text.size();
}

std::optional<base::Bytes> from_base64url(std::string_view text) {
  base::Bytes bytes(text.size() * 3 / 4);
  if (!from_base64url(text, bytes)) return std::nullopt;
  return bytes;
}

}  // namespace facelatch::crypto
