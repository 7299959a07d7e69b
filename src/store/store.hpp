// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "crypto/key_file.hpp"
#include "store/attempts.hpp"
#include "store/audit.hpp"
#include "store/nonces.hpp"
#include "store/people.hpp"
#include "store/templates.hpp"
#include "store/token_keys.hpp"

namespace facelatch::store {

struct StoreOptions {
  std::filesystem::path folder;  ///< Made with mode 0700 where there is none.
  /// Where the master keys are. With none given, the file `master.key` of the folder, which is made
  /// with the store.
  crypto::KeySources keys;
  AttemptOptions attempts;
  std::uint64_t maximum_bytes = 64ULL << 30U;  ///< of the database file
  base::WallClock clock = base::system_time;
};

/// What is kept on the disk: one SQLite database, one writer at a time, everything that returned
/// well survives a crash. Several processes may open one store. Thread-safe.
class Store {
 public:
  /// Fails with unavailable (disk, a newer version), denied (other keys than it was sealed under, a
  /// key file that others may read), not_found (a store, but no key), or corrupt.
  static base::Result<std::unique_ptr<Store>> open(StoreOptions options);

  [[nodiscard]] People& people() { return people_; }
  [[nodiscard]] Templates& templates() { return templates_; }
  [[nodiscard]] Attempts& attempts() { return attempts_; }
  [[nodiscard]] Audit& audit() { return audit_; }
  [[nodiscard]] Nonces& nonces() { return nonces_; }
  [[nodiscard]] const TokenKeys& token_keys() const { return token_keys_; }

  /// Removes expired templates and what deletions may have left in the write-ahead log, and notes
  /// the tries that nobody ended; to be called now and then. Tells the numbers of the templates
  /// that went.
  base::Result<std::vector<std::int64_t>> clean_up();

  /// A key below the active master key, for sealing challenges and the like.
  [[nodiscard]] base::Result<crypto::SecretBuffer> derive(crypto::Purpose purpose) const;
  /// The same below each master key, the active one first: what was sealed while a rotation goes on
  /// is still opened. Fails as Keys::for_reading.
  [[nodiscard]] base::Result<std::vector<crypto::SecretBuffer>> derive_all(
      crypto::Purpose purpose) const;

  [[nodiscard]] Core& core() { return *core_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  Store(std::filesystem::path folder, std::unique_ptr<Core> core, const AttemptOptions& attempts);

  std::filesystem::path folder_;
  std::unique_ptr<Core> core_;
  Audit audit_;
  People people_;
  Templates templates_;
  Attempts attempts_;
  Nonces nonces_;
  TokenKeys token_keys_;
};

/// The database within a store's folder.
inline std::filesystem::path database_file(const std::filesystem::path& folder) {
  return folder / "facelatch.db";
}
inline std::filesystem::path default_key_file(const std::filesystem::path& folder) {
  return folder / "master.key";
}

}  // namespace facelatch::store
