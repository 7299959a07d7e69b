// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "command_text.hpp"

namespace facelatch::cli {

/// The manual of the program and all its commands for section 1, in the macros of man(7).
std::string man_page(const CommandText& root, const std::string& version);

/// One line for each exit code: its number, its name and what it means.
std::string exit_code_list();

}  // namespace facelatch::cli
