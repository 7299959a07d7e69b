// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "crypto/passphrase.hpp"
#include "store/store.hpp"

namespace facelatch::store {

struct Transferred {
  std::int64_t people = 0;
  std::int64_t templates = 0;
  std::int64_t skipped = 0;  ///< of an import: people whose id or reference the store has already
};

/// Writes all people and their templates into the new file `target`, encrypted under a passphrase,
/// so that a store with another master key can take them over. Others may use the store meanwhile:
/// the export has each person as of one moment. Fails as TransferWriter and the store do; then
/// there is no `target`.
base::Result<Transferred> export_people(Store& store, const std::filesystem::path& target,
                                        std::string_view passphrase, std::string_view client,
                                        const crypto::PassphraseCost& cost = {});

/// Adds the people of an export, with their ids, consent and times; those who are here already stay
/// as they are, and templates whose time is over are left out. The whole file is checked before
/// anything is added. Fails as TransferReader and the store do.
base::Result<Transferred> import_people(Store& store, const std::filesystem::path& source,
                                        std::string_view passphrase, std::string_view client);

}  // namespace facelatch::store
