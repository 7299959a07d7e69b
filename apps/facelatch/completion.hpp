// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "command_text.hpp"

// Scripts that complete the program's words in a shell. Names of models are asked of the program
// itself (`models list --names`), so that a user's own ones are among them.
namespace facelatch::cli {

std::string bash_completion(const CommandText& root);
std::string zsh_completion(const CommandText& root);
std::string fish_completion(const CommandText& root);

/// The words behind the program's name that print the names to choose from; empty for other kinds.
std::string listing_of(ValueKind kind);

}  // namespace facelatch::cli
