// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace facelatch::cli {

/// What a word on the command line stands for, as far as a shell can help with it.
enum class ValueKind { none, choice, detector, embedder, model, file, folder, other };

struct OptionText {
  std::vector<std::string> names;  ///< with their dashes; of a positional its one name without
  std::string description;
  std::string value;  ///< what stands for its value, such as "FILE"; empty for a flag
  ValueKind kind = ValueKind::none;
  std::vector<std::string> choices;
  bool is_required = false;
  bool is_repeated = false;  ///< takes more than one value
};

/// A command with all below it, as it explains itself.
struct CommandText {
  std::string name;  ///< one word
  std::string description;
  std::string footer;  ///< examples
  std::vector<OptionText> options;
  std::vector<OptionText> positionals;
  std::vector<CommandText> commands;
};

/// Reads the texts off the tree of commands, so that help, man page and completion cannot differ.
CommandText text_of(const CLI::App& app);

/// Calls `visit` with each command below `root` and the words that lead to it, parents first.
void for_each_command(
    const CommandText& root,
    const std::function<void(const std::string& path, const CommandText& command)>& visit);

}  // namespace facelatch::cli
