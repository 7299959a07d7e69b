// SPDX-License-Identifier: Apache-2.0
#include "crypto/passphrase.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include "crypto/key_ring.hpp"
#include "crypto/sodium.hpp"

namespace facelatch::crypto {

using base::ErrorCode;
using base::failure;

static_assert(sizeof(PassphraseSalt) == crypto_pwhash_SALTBYTES);

base::Result<SecretBuffer> key_from_passphrase(std::string_view passphrase,
                                               const PassphraseSalt& salt,
                                               const PassphraseCost& cost) {
  start_sodium();
  if (passphrase.size() < kMinimumPassphraseBytes || passphrase.size() > kMaximumPassphraseBytes) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("The passphrase must have {} to {} bytes.", kMinimumPassphraseBytes,
                               kMaximumPassphraseBytes));
  }
  const std::uint64_t memory_bytes = std::uint64_t{cost.memory_kib} * 1024;
  if (cost.passes < crypto_pwhash_OPSLIMIT_MIN || cost.passes > kMaximumPassphraseCost.passes ||
      memory_bytes < crypto_pwhash_MEMLIMIT_MIN ||
      cost.memory_kib > kMaximumPassphraseCost.memory_kib) {
    return failure(ErrorCode::invalid_argument, "The cost of the passphrase is out of range.");
  }
  auto key = SecretBuffer::create(kKeyBytes);
  if (!key) return key;
  const int status =
      ::crypto_pwhash(key->bytes().data(), key->size(), passphrase.data(), passphrase.size(),
                      salt.data(), cost.passes, memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
  if (status != 0) {
    return failure(ErrorCode::unavailable, "There is not enough memory to try the passphrase.");
  }
  return key;
}

}  // namespace facelatch::crypto
