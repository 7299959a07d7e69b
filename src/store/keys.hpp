// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <mutex>
#include <vector>

#include "base/result.hpp"
#include "crypto/authenticate.hpp"
#include "crypto/key_file.hpp"
#include "crypto/template_cipher.hpp"
#include "store/connection.hpp"

namespace facelatch::store {

/// The master keys and what is derived from them. Immutable.
struct LoadedKeys {
  crypto::KeyRing ring;
  crypto::TemplateCipher templates;

  /// HMAC under the audit key below master key `id`. Fails with not_found where there is none.
  [[nodiscard]] base::Result<crypto::AuthenticationCode> authenticate(
      crypto::KeyId id, std::span<const std::uint8_t> message) const;
};

/// Whether one of the keys has this name, as crypto::to_string writes it.
bool is_named(const LoadedKeys& keys, std::string_view name);

/// The keys as they are now: another process may rotate them while this one runs. Thread-safe.
class Keys {
 public:
  /// Fails as crypto::load_keys does.
  static base::Result<std::unique_ptr<Keys>> open(crypto::KeySources sources);

  [[nodiscard]] std::shared_ptr<const LoadedKeys> current() const;
  /// Reads them again; on failure they stay as they were.
  base::Result<std::shared_ptr<const LoadedKeys>> reload();

  /// The keys whose active one the database has agreed upon, which a writer must use: a process
  /// that missed a rotation would otherwise seal records under a key that is about to be thrown
  /// away. Fails with denied where the database was sealed under keys that are not given.
  base::Result<std::shared_ptr<const LoadedKeys>> for_writing(Transaction& transaction);

  /// The keys, read again where the database has agreed upon one that is not known here yet. Fails
  /// as reload() does.
  base::Result<std::shared_ptr<const LoadedKeys>> for_reading(Transaction& transaction);

  [[nodiscard]] const crypto::KeySources& sources() const { return sources_; }

 private:
  explicit Keys(crypto::KeySources sources) : sources_(std::move(sources)) {}

  const crypto::KeySources sources_;
  mutable std::mutex mutex_;
  std::shared_ptr<const LoadedKeys> keys_;
};

}  // namespace facelatch::store
