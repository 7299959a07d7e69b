// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "access/api_key.hpp"
#include "base/result.hpp"

namespace facelatch::access {

using ApiKeys = std::vector<ApiKey>;

inline constexpr std::size_t kMaximumKeys = 10'000;

/// Reads the JSON text of a key file. Fails with corrupt.
base::Result<ApiKeys> parse_keys(std::string_view text);
std::string keys_text(const ApiKeys& keys);

/// All keys of the file. Fails with not_found, denied (others than its owner may change the file),
/// too_large or corrupt.
base::Result<ApiKeys> read_keys(const std::filesystem::path& path);

/// Adds a new key; makes file and folder where there is none. The file has mode 0600, is replaced
/// in one step, and two programs that change it take turns. Fails as make_key and read_keys do, and
/// with unavailable.
base::Result<NewKey> add_key(const std::filesystem::path& path, KeyPlan plan, base::UnixTime now);

/// Removes a key; a running server refuses it within seconds. Fails as read_keys does, and with
/// not_found for an id that is not there.
base::Result<void> revoke_key(const std::filesystem::path& path, std::string_view id);

}  // namespace facelatch::access
