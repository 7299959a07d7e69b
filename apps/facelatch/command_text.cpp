// SPDX-License-Identifier: Apache-2.0
#include "command_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace facelatch::cli {
namespace {

constexpr std::array<std::pair<std::string_view, ValueKind>, 5> kKinds{
    {{"DETECTOR", ValueKind::detector},
     {"EMBEDDER", ValueKind::embedder},
     {"MODEL", ValueKind::model},
     {"FILE", ValueKind::file},
     {"FOLDER", ValueKind::folder}}};

/// CLI11 appends what a check allows to the type: "TEXT:{a,b}", "INT:INT in [0 - 9]".
std::vector<std::string> choices_of(const std::string& type) {
  std::vector<std::string> choices;
  const auto begin = type.find('{');
  const auto end = type.find('}');
  if (begin == std::string::npos || end == std::string::npos) return choices;
  std::istringstream list(type.substr(begin + 1, end - begin - 1));
  for (std::string choice; std::getline(list, choice, ',');) choices.push_back(choice);
  return choices;
}

OptionText text_of_option(const CLI::Option& option) {
  OptionText text;
  text.description = option.get_description();
  text.is_required = option.get_required();
  text.is_repeated = option.get_items_expected_max() > 1;
  for (const auto& name : option.get_snames()) text.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) text.names.push_back("--" + name);
  if (option.get_positional()) text.names = {option.get_name(true)};
  if (option.get_items_expected_max() == 0) return text;
  const auto type = option.get_type_name();
  text.value = type.substr(0, type.find(':'));
  text.choices = choices_of(type);
  const auto* kind =
      std::ranges::find(kKinds, text.value, &std::pair<std::string_view, ValueKind>::first);
  text.kind = !text.choices.empty()  ? ValueKind::choice
              : kind == kKinds.end() ? ValueKind::other
                                     : kind->second;
  return text;
}

void add_options(const CLI::App& app, CommandText& text) {
  for (const auto* option : app.get_options([](const CLI::Option*) { return true; })) {
    auto& list = option->get_positional() ? text.positionals : text.options;
    list.push_back(text_of_option(*option));
  }
}

}  // namespace

CommandText text_of(const CLI::App& app) {
  CommandText text{
      .name = app.get_name(), .description = app.get_description(), .footer = app.get_footer()};
  add_options(app, text);
  for (const auto* below : app.get_subcommands([](const CLI::App*) { return true; })) {
    // A group of options is a command without a name.
    if (below->get_name().empty()) {
      add_options(*below, text);
    } else {
      text.commands.push_back(text_of(*below));
    }
  }
  return text;
}

void for_each_command(
    const CommandText& root,
    const std::function<void(const std::string& path, const CommandText& command)>& visit) {
  const auto go = [&visit](const auto& self, const std::string& path,
                           const CommandText& command) -> void {
    visit(path, command);
    for (const auto& below : command.commands) self(self, path + " " + below.name, below);
  };
  go(go, root.name, root);
}

}  // namespace facelatch::cli
