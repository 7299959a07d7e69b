// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <memory>

#include "command.hpp"
#include "models/model_store.hpp"
#include "report.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;

struct ModelsOptions {
  bool json = false;
  std::vector<std::string> fetch;
  [[nodiscard]] OutputFormat format() const {
    return json ? OutputFormat::json : OutputFormat::text;
  }
};

void print_file(const models::Model& model, const models::ModelFile& file, std::string_view state,
                OutputFormat format) {
  if (format == OutputFormat::json) {
    json::object object{{"id", model.id},
                        {"role", models::name_of(model.role)},
                        {"default", model.is_default},
                        {"title", model.title},
                        {"licence", model.licence},
                        {"file", file.name},
                        {"sha256", file.sha256},
                        {"source", file.source}};
    if (!state.empty()) object["state"] = state;
    fmt::print("{}\n", json::serialize(object));
    return;
  }
  fmt::print("{:<10} {:<14} {:<9} {:<22} {:<12} {}\n", models::name_of(model.role),
             model.id + (model.is_default ? " *" : ""), state, file.name, model.licence,
             file.source);
}

/// Lists every file of the catalogue; with its state where `verify` is asked for.
ExitCode list(const ModelsOptions& options, bool verify) {
  const auto store = models::ModelStore::open();
  if (!store) return report_error(store.error(), options.format());
  bool all_ready = true;
  for (const auto& model : store->catalogue().models) {
    for (const auto& file : model.files) {
      const auto state = verify ? store->state_of(file) : models::FileState::ready;
      all_ready = all_ready && state == models::FileState::ready;
      print_file(model, file, verify ? models::name_of(state) : "", options.format());
    }
  }
  if (all_ready) return 0;
  return report_error({base::ErrorCode::unavailable,
                       "Some model files are not ready: run `facelatch models fetch`."},
                      options.format());
}

/// Becomes tools/models/fetch: the only part of facelatch that asks a registry for anything.
ExitCode fetch(const ModelsOptions& options) {
  const std::string script = FACELATCH_SOURCE_FOLDER "/tools/models/fetch";
  std::vector<std::string> words{script};
  for (const auto& id : options.fetch) {
    words.emplace_back("--only");
    words.push_back(id);
  }
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv(script.c_str(), arguments.data());
  return report_error({base::ErrorCode::unavailable, "The script that fetches models is missing."},
                      options.format());
}

}  // namespace

void add_models_command(CLI::App& app, ExitCode& exit_code) {
  auto* command = app.add_subcommand("models", "List, fetch and verify the networks");
  command->require_subcommand(1);
  auto options = std::make_shared<ModelsOptions>();
  const auto add = [&](const char* name, const char* help, auto run) {
    auto* sub = command->add_subcommand(name, help);
    sub->add_flag("--json", options->json, "One JSON object a line");
    sub->callback([options, &exit_code, run] { exit_code = run(*options); });
    return sub;
  };
  add("list", "Every model of the catalogue; * marks the defaults",
      [](const ModelsOptions& o) { return list(o, false); });
  add("verify", "Check that each file is there and has its hash",
      [](const ModelsOptions& o) { return list(o, true); });
  add("fetch", "Fetch what is missing, with every hash checked", fetch)
      ->add_option("ids", options->fetch, "Only these models");
  command->footer("Examples:\n  facelatch models list\n  facelatch models fetch arcface");
}

}  // namespace facelatch::cli
