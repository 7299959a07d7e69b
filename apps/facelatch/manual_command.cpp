// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <functional>
#include <map>
#include <memory>

#include "command.hpp"
#include "completion.hpp"
#include "man_page.hpp"

namespace facelatch::cli {

std::string listing_of(ValueKind kind) {
  switch (kind) {
    case ValueKind::detector:
      return "models list --names --role detector";
    case ValueKind::embedder:
      return "models list --names --role embedder";
    case ValueKind::model:
      return "models list --names";
    default:
      return {};
  }
}

void add_manual_commands(CLI::App& app) {
  using Writer = std::function<std::string(const CommandText&)>;
  const std::map<std::string, Writer> writers{
      {"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}};
  auto* completion = app.add_subcommand("completion", "Print the completion script of a shell");
  auto shell = std::make_shared<std::string>();
  completion->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completion->footer(
      "Examples:\n  source <(facelatch completion bash)\n"
      "  facelatch completion zsh > ~/.zfunc/_facelatch\n"
      "  facelatch completion fish > ~/.config/fish/completions/facelatch.fish");
  completion->callback(
      [&app, shell, writers] { fmt::print("{}", writers.at(*shell)(text_of(app))); });
  auto* manual = app.add_subcommand("man", "Print the manual page");
  manual->footer("Example:\n  facelatch man | man -l -");
  manual->callback([&app] { fmt::print("{}", man_page(text_of(app), FACELATCH_VERSION)); });
}

}  // namespace facelatch::cli
