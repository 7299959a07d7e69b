// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>

#include "base/paths.hpp"

namespace facelatch::cli {

/// Where `facelatch keys` keeps the API keys and `facelatch serve` looks for them, unless told.
inline std::filesystem::path default_keys_file() { return base::data_folder() / "keys.json"; }

}  // namespace facelatch::cli
