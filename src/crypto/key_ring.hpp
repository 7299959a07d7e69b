// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "crypto/secret_buffer.hpp"

namespace facelatch::crypto {

inline constexpr std::size_t kKeyBytes = 32;
/// More keys than this in one ring is a mistake.
inline constexpr std::size_t kMaximumKeys = 16;

/// Names a master key without telling anything about it: 64 bits of a hash of the key. It stands
/// in every record, so that a record says which key opens it.
enum class KeyId : std::uint64_t {};

/// 16 lower-case hexadecimal digits.
std::string to_string(KeyId id);

/// What a key derived from a master key is for: a key of one purpose says nothing about the others.
enum class Purpose : std::uint64_t {
  templates = 1,
  pictures = 2,
  audit = 3,
  tokens = 4,
  challenges = 5
};

/// The master keys: the first one encrypts, the others only open what was encrypted before the
/// last rotation. Immutable, so any thread may read it.
class KeyRing {
 public:
  /// Keys as 43 base64url characters each, separated by white space or commas, the active one
  /// first; "#" starts a comment. Fails with invalid_argument, never quoting the text.
  static base::Result<KeyRing> from_text(std::string_view text);

  /// One new key at random.
  static base::Result<KeyRing> generate();

  [[nodiscard]] KeyId active() const { return keys_.front().id; }
  [[nodiscard]] std::vector<KeyId> ids() const;

  /// The key of one purpose under the master key `id` (BLAKE2b, libsodium's crypto_kdf).
  /// Fails with not_found when the ring lacks `id`.
  [[nodiscard]] base::Result<SecretBuffer> derive(KeyId id, Purpose purpose) const;

  /// The ring as from_text takes it.
  [[nodiscard]] base::Result<SecretBuffer> to_text() const;

  /// A ring in which a new random key is the active one; respectively one with only the active.
  [[nodiscard]] base::Result<KeyRing> with_new_key() const;
  [[nodiscard]] base::Result<KeyRing> with_active_only() const;

 private:
  struct Key {
    KeyId id;
    SecretBuffer master;
  };
  base::Result<void> append(SecretBuffer master);
  base::Result<void> append_copies(const KeyRing& other, std::size_t count);

  std::vector<Key> keys_;
};

}  // namespace facelatch::crypto
