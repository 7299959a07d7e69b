// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "crypto/key_ring.hpp"
#include "crypto/secret_buffer.hpp"

namespace facelatch::crypto {

/// What a sealed record belongs to. It is authenticated and not stored in the record: a record
/// copied to another person, template or model does not open. Borrowed for one call.
struct RecordContext {
  std::string_view person_id;
  std::string_view record_id;
  std::string_view model_id;
  std::string_view preprocessing_id;
};

/// Longest text in a RecordContext, in bytes.
inline constexpr std::size_t kMaximumContextField = 128;
/// What a record is longer than its content: version, key id, nonce and authentication code.
inline constexpr std::size_t kRecordOverhead = 1 + 8 + 24 + 16;

/// Encrypts templates and pictures with XChaCha20-Poly1305 (libsodium; draft-irtf-cfrg-xchacha-03)
/// under keys derived from a key ring. A record is: version (1 byte), key id (8, big-endian),
/// nonce (24, random), ciphertext and code. Immutable after creation, so any thread may use it.
class TemplateCipher {
 public:
  /// `purpose` is templates or pictures. Fails with unavailable when memory is short.
  static base::Result<TemplateCipher> create(const KeyRing& keys, Purpose purpose);

  /// Encrypts under the active key. Fails with invalid_argument for a context that is too long.
  [[nodiscard]] base::Result<base::Bytes> seal(const RecordContext& context,
                                               std::span<const std::uint8_t> content) const;

  /// The content. Fails with corrupt when any bit of record or context differs from what was
  /// sealed, and with not_found when the ring lacks the record's key.
  [[nodiscard]] base::Result<SecretBuffer> open(const RecordContext& context,
                                                std::span<const std::uint8_t> record) const;

  /// As open, into memory of the caller, which must be exactly as long as the content. On failure
  /// `out` holds zeros.
  [[nodiscard]] base::Result<void> open_into(const RecordContext& context,
                                             std::span<const std::uint8_t> record,
                                             std::span<std::uint8_t> out) const;

  /// Which key opens the record. Fails with corrupt when it is no record.
  static base::Result<KeyId> key_of(std::span<const std::uint8_t> record);

  [[nodiscard]] KeyId active() const { return keys_.front().id; }

 private:
  struct Key {
    KeyId id;
    SecretBuffer derived;
  };
  std::vector<Key> keys_;
};

}  // namespace facelatch::crypto
