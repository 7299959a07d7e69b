// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <vector>

#include "base/result.hpp"
#include "crypto/jwt.hpp"
#include "store/core.hpp"

namespace facelatch::store {

/// So long a public key is told after its master key was taken away: longer than any token lives
/// (unlock::kTokenLife) and any server needs to learn of the rotation.
inline constexpr std::chrono::seconds kRetiredKeyLife{180};

/// The keys that sign tokens: each below one master key. Thread-safe.
class TokenKeys {
 public:
  explicit TokenKeys(Core& core) : core_(&core) {}

  /// Below the active master key. Fails as Keys::reload.
  [[nodiscard]] base::Result<crypto::SigningKey> signing_key() const;

  /// What a token may be checked with: the key that signs first, then those of the other master
  /// keys, then those whose master keys a rotation took away lately. Fails as a transaction does.
  [[nodiscard]] base::Result<std::vector<crypto::PublicKey>> public_keys() const;

 private:
  Core* core_;
};

/// Writes down the public keys of all master keys but the active one, each under a code that only
/// the store's keys make: nobody who can write to the disk may add a key of their own.
base::Result<void> retire_token_keys(Core& core);

}  // namespace facelatch::store
