// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "store/store.hpp"

namespace facelatch::store {

/// Puts a new master key into the store's key file, seals every template under it, and takes the
/// old keys out of the file, while others use the store. Whatever interrupts it, every template
/// stays readable, and the next call goes on where this one ended. Tells how many were sealed anew.
/// Fails with invalid_argument where the key is in no file, else as crypto::replace_key_file and
/// Transaction do. Backups that were made before need the old key file.
base::Result<std::int64_t> rotate_keys(Store& store, std::string_view client);

/// Copies the database to the new file `target` while others use it, then restores the copy into a
/// folder of its own and reads all of it: every page, template and line of the audit log. Fails
/// with already_exists, unavailable, or corrupt; then there is no `target`.
base::Result<void> back_up(Store& store, const std::filesystem::path& target);

}  // namespace facelatch::store
