// SPDX-License-Identifier: Apache-2.0
#include "crypto/key_ring.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/encoding.hpp"
#include "crypto/random.hpp"
#include "crypto/sodium.hpp"

namespace facelatch::crypto {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::size_t kKeyCharacters = 43;  // 32 bytes in base64url without padding.
constexpr std::array<char, crypto_kdf_CONTEXTBYTES> kContext{'f', 'a', 'c', 'e',
                                                             'l', 't', 'c', 'h'};
// Hashed in front of a key to name it, so that the name is no hash that anyone else computes.
constexpr std::string_view kNaming = "facelatch key name 1";

static_assert(kKeyBytes == crypto_kdf_KEYBYTES);

KeyId name_of(std::span<const std::uint8_t> master) {
  std::array<std::uint8_t, crypto_generichash_BYTES_MIN> hash{};
  ::crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const std::uint8_t*>(kNaming.data()), kNaming.size(),
                       master.data(), master.size());
  std::uint64_t value = 0;
  for (const auto byte : std::span(hash).first(sizeof value)) value = value << 8 | byte;
  return KeyId{value};
}

constexpr std::string_view kSeparators = " \t\r\n,";

/// Takes the next word off `text`, skipping separators and comments; empty at the end.
std::string_view next_word(std::string_view& text) {
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(kSeparators), text.size()));
    if (!text.starts_with('#')) break;
    text.remove_prefix(std::min(text.find('\n'), text.size()));
  }
  const auto word = text.substr(0, text.find_first_of(" \t\r\n,#"));
  text.remove_prefix(word.size());
  return word;
}

}  // namespace

std::string to_string(KeyId id) { return fmt::format("{:016x}", std::to_underlying(id)); }

Result<void> KeyRing::append(SecretBuffer master) {
  const KeyId id = name_of(master.bytes());
  if (std::ranges::any_of(keys_, [&](const Key& key) { return key.id == id; })) {
    return failure(ErrorCode::invalid_argument, "The same key is given twice.");
  }
  if (keys_.size() == kMaximumKeys) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("There are more than {} keys.", kMaximumKeys));
  }
  keys_.push_back({id, std::move(master)});
  return {};
}

Result<void> KeyRing::append_copies(const KeyRing& other, std::size_t count) {
  for (const auto& key : std::span(other.keys_).first(count)) {
    auto copy = SecretBuffer::copy_of(key.master.bytes());
    if (!copy) return std::unexpected(copy.error());
    if (auto appended = append(std::move(*copy)); !appended) return appended;
  }
  return {};
}

Result<KeyRing> KeyRing::from_text(std::string_view text) {
  KeyRing ring;
  for (auto word = next_word(text); !word.empty(); word = next_word(text)) {
    auto master = SecretBuffer::create(kKeyBytes);
    if (!master) return std::unexpected(master.error());
    if (word.size() != kKeyCharacters || !from_base64url(word, master->bytes())) {
      return failure(ErrorCode::invalid_argument,
                     "A key must be 32 bytes, written as 43 base64url characters.");
    }
    if (auto appended = ring.append(std::move(*master)); !appended) {
      return std::unexpected(appended.error());
    }
  }
  if (ring.keys_.empty()) return failure(ErrorCode::invalid_argument, "There is no key in it.");
  return ring;
}

Result<KeyRing> KeyRing::generate() {
  auto master = SecretBuffer::create(kKeyBytes);
  if (!master) return std::unexpected(master.error());
  fill_random(master->bytes());
  KeyRing ring;
  if (auto appended = ring.append(std::move(*master)); !appended) {
    return std::unexpected(appended.error());
  }
  return ring;
}

std::vector<KeyId> KeyRing::ids() const {
  std::vector<KeyId> ids;
  ids.reserve(keys_.size());
  for (const auto& key : keys_) ids.push_back(key.id);
  return ids;
}

Result<SecretBuffer> KeyRing::derive(KeyId id, Purpose purpose) const {
  const auto found = std::ranges::find(keys_, id, &Key::id);
  if (found == keys_.end()) {
    return failure(ErrorCode::not_found,
                   fmt::format("The key {} is not among the given keys.", to_string(id)));
  }
  auto derived = SecretBuffer::create(kKeyBytes);
  if (!derived) return derived;
  ::crypto_kdf_derive_from_key(derived->bytes().data(), derived->size(),
                               std::to_underlying(purpose), kContext.data(),
                               found->master.bytes().data());
  return derived;
}

Result<SecretBuffer> KeyRing::to_text() const {
  auto text = SecretBuffer::create(keys_.size() * (kKeyCharacters + 1));
  if (!text) return text;
  auto out = text->bytes();
  for (const auto& key : keys_) {
    // The encoder closes with a zero byte, whose place the line end then takes.
    ::sodium_bin2base64(reinterpret_cast<char*>(out.data()), kKeyCharacters + 1,
                        key.master.bytes().data(), kKeyBytes,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    out[kKeyCharacters] = '\n';
    out = out.subspan(kKeyCharacters + 1);
  }
  return text;
}

Result<KeyRing> KeyRing::with_new_key() const {
  auto ring = generate();
  if (!ring) return ring;
  if (auto added = ring->append_copies(*this, keys_.size()); !added) {
    return std::unexpected(added.error());
  }
  return ring;
}

Result<KeyRing> KeyRing::with_active_only() const {
  KeyRing ring;
  if (auto added = ring.append_copies(*this, 1); !added) return std::unexpected(added.error());
  return ring;
}

}  // namespace facelatch::crypto
