// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>

namespace facelatch::base {

/// Where our files live, after the XDG Base Directory specification 0.8: `$XDG_DATA_HOME/facelatch`
/// (else `~/.local/share/facelatch`) and `$XDG_CACHE_HOME/facelatch` (else `~/.cache/facelatch`).
/// Without a home folder both are below the temporary folder. Nothing is created.
std::filesystem::path data_folder();
std::filesystem::path cache_folder();

}  // namespace facelatch::base
