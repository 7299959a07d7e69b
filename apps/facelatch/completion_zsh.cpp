// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "completion.hpp"

namespace facelatch::cli {
namespace {

/// For use within single quotes, in a place where zsh gives `special` a meaning.
std::string escaped(const std::string& text, std::string_view special) {
  std::string result;
  for (const char letter : text) {
    if (letter == '\'') {
      result += "'\\''";
      continue;
    }
    if (special.find(letter) != std::string_view::npos) result += '\\';
    result += letter;
  }
  return result;
}

std::string function_of(std::string path) {
  std::ranges::replace(path, ' ', '_');
  std::ranges::replace(path, '-', '_');
  return "_" + path;
}

/// The last part of a specification of `_arguments`: message and action.
std::string action_of(const OptionText& option) {
  const auto message = escaped(option.value.empty() ? option.names.back() : option.value, ":[]");
  switch (option.kind) {
    case ValueKind::none:
      return {};
    case ValueKind::choice:
      return fmt::format(":{}:({})", message, fmt::join(option.choices, " "));
    case ValueKind::detector:
    case ValueKind::embedder:
    case ValueKind::model:
      return fmt::format(":{}:($(facelatch {} 2>/dev/null))", message, listing_of(option.kind));
    case ValueKind::file:
      return fmt::format(":{}:_files", message);
    case ValueKind::folder:
      return fmt::format(":{}:_files -/", message);
    case ValueKind::other:
      break;
  }
  return fmt::format(":{}: ", message);
}

std::string arguments_of(const CommandText& command) {
  std::string text;
  for (const auto& option : command.options) {
    for (const auto& name : option.names) {
      text += fmt::format(" \\\n    '({}){}[{}]{}'", fmt::join(option.names, " "), name,
                          escaped(option.description, "[]\\"), action_of(option));
    }
  }
  for (const auto& positional : command.positionals) {
    const auto action = action_of(positional);
    text += fmt::format(" \\\n    '{}{}'", positional.is_repeated ? "*" : "", action);
  }
  return text;
}

std::string leaf_function(const std::string& path, const CommandText& command) {
  return fmt::format("{}() {{\n  _arguments{}\n}}\n\n", function_of(path), arguments_of(command));
}

std::string branch_function(const std::string& path, const CommandText& command) {
  std::string names;
  std::string cases;
  for (const auto& below : command.commands) {
    names += fmt::format("        '{}:{}'\n", below.name, escaped(below.description, ":"));
    cases += fmt::format("        {}) {} ;;\n", below.name, function_of(path + " " + below.name));
  }
  return fmt::format(R"({}() {{
  local line state
  local -a commands
  _arguments -C{} \
    '1: :->command' \
    '*:: :->arguments'
  case $state in
    command)
      commands=(
{}      )
      _describe command commands
      ;;
    arguments)
      case $line[1] in
{}      esac
      ;;
  esac
}}

)",
                     function_of(path), arguments_of(command), names, cases);
}

}  // namespace

std::string zsh_completion(const CommandText& root) {
  std::string text =
      "#compdef facelatch\n"
      "# Completion of facelatch in zsh, made by `facelatch completion zsh`.\n\n";
  for_each_command(root, [&](const std::string& path, const CommandText& command) {
    text +=
        command.commands.empty() ? leaf_function(path, command) : branch_function(path, command);
  });
  // Loaded from a folder of functions the file is the function; sourced, it registers itself.
  return text + R"(if [[ $funcstack[1] == _facelatch ]]; then
  _facelatch "$@"
else
  compdef _facelatch facelatch
fi
)";
}

}  // namespace facelatch::cli
