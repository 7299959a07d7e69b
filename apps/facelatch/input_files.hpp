// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "command.hpp"

namespace facelatch::cli {

/// The most pictures of one call.
inline constexpr std::size_t kMaxFiles = 1'000'000;

/// Files as named, the pictures below each folder (by their ending, sorted), and the matches of
/// each pattern with *, ? or [. Fails with not_found where a name matches nothing, or too_large.
base::Result<std::vector<std::filesystem::path>> expand_inputs(
    const std::vector<std::string>& names);

/// Calls `handle` for each file; it returns the exit code of that file. One bad file does not stop
/// the rest. Shows a progress bar on a terminal. The exit code is 0, that of the only file, or 1
/// where some of several failed.
ExitCode for_each_file(const std::vector<std::filesystem::path>& files,
                       const std::function<ExitCode(const std::filesystem::path&)>& handle);

}  // namespace facelatch::cli
