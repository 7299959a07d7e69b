// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "completion.hpp"

namespace facelatch::cli {
namespace {

/// Within single quotes fish knows two escapes.
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char letter : text) {
    if (letter == '\'' || letter == '\\') result += '\\';
    result += letter;
  }
  return result + "'";
}

/// True where exactly the words of `path` (behind the program's name) are there, and none of the
/// commands that may follow.
std::string condition_of(const std::string& path, const CommandText& command) {
  std::string condition;
  std::istringstream words(path);
  std::string word;
  words >> word;  // the program
  while (words >> word) {
    condition += (condition.empty() ? "" : "; and ") + ("__fish_seen_subcommand_from " + word);
  }
  if (command.commands.empty()) return condition;
  std::vector<std::string> below;
  below.reserve(command.commands.size());
  for (const auto& each : command.commands) below.push_back(each.name);
  return fmt::format("{}not __fish_seen_subcommand_from {}",
                     condition.empty() ? "" : condition + "; and ", fmt::join(below, " "));
}

/// What may stand as the value: -x leaves files out, -r lets fish complete them.
std::string value_of(const OptionText& option) {
  if (option.kind == ValueKind::choice) {
    return fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
  }
  if (const auto listing = listing_of(option.kind); !listing.empty()) {
    return fmt::format(" -x -a '(facelatch {} 2>/dev/null)'", listing);
  }
  if (option.kind == ValueKind::folder) return " -x -a '(__fish_complete_directories)'";
  if (option.kind == ValueKind::file) return " -r -F";
  return option.kind == ValueKind::none ? "" : " -x";
}

std::string option_line(const std::string& condition, const OptionText& option) {
  std::string names;
  for (const auto& name : option.names) {
    names += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  return fmt::format("complete -c facelatch -n {}{}{} -d {}\n", quoted(condition), names,
                     value_of(option), quoted(option.description));
}

}  // namespace

std::string fish_completion(const CommandText& root) {
  std::string text = "# Completion of facelatch in fish, made by `facelatch completion fish`.\n";
  for_each_command(root, [&](const std::string& path, const CommandText& command) {
    const auto condition = condition_of(path, command);
    for (const auto& below : command.commands) {
      text += fmt::format("complete -c facelatch -f -n {} -a {} -d {}\n", quoted(condition),
                          below.name, quoted(below.description));
    }
    for (const auto& option : command.options) text += option_line(condition, option);
    for (const auto& positional : command.positionals) {
      if (positional.kind == ValueKind::file) continue;
      text +=
          fmt::format("complete -c facelatch -n {}{}\n", quoted(condition), value_of(positional));
    }
  });
  return text;
}

}  // namespace facelatch::cli
