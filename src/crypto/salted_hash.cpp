// SPDX-License-Identifier: Apache-2.0
#include "crypto/salted_hash.hpp"

#include <sodium.h>

#include "crypto/sodium.hpp"

namespace facelatch::crypto {

static_assert(HashSalt().size() >= crypto_generichash_KEYBYTES_MIN);
static_assert(SaltedHash().size() == crypto_generichash_BYTES);

SaltedHash salted_hash(const HashSalt& salt, std::span<const std::uint8_t> secret) {
  start_sodium();
  SaltedHash hash{};
  ::crypto_generichash(hash.data(), hash.size(), secret.data(), secret.size(), salt.data(),
                       salt.size());
  return hash;
}

}  // namespace facelatch::crypto
