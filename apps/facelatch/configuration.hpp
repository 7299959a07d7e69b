// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <filesystem>
#include <string_view>

#include "base/result.hpp"

namespace facelatch::cli {

/// Lets each option of `command` that is configurable also come from the environment: `--some-name`
/// from PREFIX followed by SOME_NAME. To be called when all options are there.
void read_environment(CLI::App& command, std::string_view prefix);

/// Gives the options of `command` that neither the words nor the environment have set the values of
/// a TOML file: `some-name = …` for `--some-name`, an array where an option may be repeated. Fails
/// with invalid_argument, naming the file and the setting, for a file that is no TOML, a setting
/// that is no option, or a value that the option does not take; else as base::read_text does.
base::Result<void> apply_configuration(CLI::App& command, const std::filesystem::path& file);

}  // namespace facelatch::cli
