// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "completion.hpp"

namespace facelatch::cli {
namespace {

constexpr std::string_view kHead =
    R"(# Completion of facelatch in bash, made by `facelatch completion bash`.
_facelatch() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local program=${COMP_WORDS[0]} command=facelatch index words
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$command ${COMP_WORDS[index]}" in
)";

constexpr std::string_view kAfterPaths = R"(        command+=" ${COMP_WORDS[index]}"
        ;;
    esac
  done
  COMPREPLY=()
  case "$command $previous" in
)";

constexpr std::string_view kAfterValues = R"(  esac
  case "$command" in
)";

constexpr std::string_view kTail = R"(  esac
  if [[ $current == -* || $words != -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  fi
}
complete -o default -o bashdefault -F _facelatch facelatch
)";

std::string quoted_patterns(const std::vector<std::string>& patterns) {
  return fmt::format("    \"{}\")\n", fmt::join(patterns, "\" | \""));
}

/// What to do behind an option that takes a value; nothing for files, which bash completes itself.
std::string value_case(const std::string& path, const OptionText& option) {
  if (option.kind == ValueKind::none || option.kind == ValueKind::file) return {};
  std::vector<std::string> patterns;
  patterns.reserve(option.names.size());
  for (const auto& name : option.names) patterns.push_back(fmt::format("{} {}", path, name));
  std::string action = "compopt +o default +o bashdefault";
  if (option.kind == ValueKind::folder) action = "compopt -o dirnames +o default +o bashdefault";
  if (option.kind == ValueKind::choice) {
    action = fmt::format("mapfile -t COMPREPLY < <(compgen -W \"{}\" -- \"$current\")",
                         fmt::join(option.choices, " "));
  }
  if (const auto listing = listing_of(option.kind); !listing.empty()) {
    action = fmt::format(
        "mapfile -t COMPREPLY < <(compgen -W \"$(\"$program\" {} 2>/dev/null)\" -- \"$current\")",
        listing);
  }
  return fmt::format("{}      {}\n      return\n      ;;\n", quoted_patterns(patterns), action);
}

/// A command's own commands first: where there are some, one of them is needed.
std::string words_case(const std::string& path, const CommandText& command) {
  std::vector<std::string> words;
  words.reserve(command.commands.size() + command.options.size());
  for (const auto& below : command.commands) words.push_back(below.name);
  for (const auto& positional : command.positionals) {
    words.insert(words.end(), positional.choices.begin(), positional.choices.end());
  }
  for (const auto& option : command.options) words.push_back(option.names.back());
  return fmt::format("    \"{}\") words=\"{}\" ;;\n", path, fmt::join(words, " "));
}

}  // namespace

std::string bash_completion(const CommandText& root) {
  std::vector<std::string> paths;
  std::string values;
  std::string words;
  for_each_command(root, [&](const std::string& path, const CommandText& command) {
    if (path != root.name) paths.push_back(path);
    for (const auto& option : command.options) values += value_case(path, option);
    words += words_case(path, command);
  });
  return fmt::format("{}  {}{}{}{}{}{}", kHead, quoted_patterns(paths), kAfterPaths, values,
                     kAfterValues, words, kTail);
}

}  // namespace facelatch::cli
