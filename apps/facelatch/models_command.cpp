// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <memory>
#include <system_error>

#include "command.hpp"
#include "models/model_store.hpp"
#include "models/own_models.hpp"
#include "pipeline/add_model.hpp"
#include "report.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;

struct ModelsOptions {
  bool json = false;
  bool names = false;
  std::string role;  ///< only the models of this one
  std::vector<std::string> fetch;
  pipeline::NewModel added;
  std::string removed;
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
    if (model.is_own()) object["like"] = model.like;
    if (model.embedding_size > 0) object["embedding_size"] = model.embedding_size;
    if (!state.empty()) object["state"] = state;
    fmt::print("{}\n", json::serialize(object));
    return;
  }
  fmt::print("{:<10} {:<14} {:<9} {:<22} {:<12} {}\n", models::name_of(model.role),
             model.id + (model.is_default ? " *" : ""), state, file.name, model.licence,
             file.source);
}

bool is_listed(const ModelsOptions& options, const models::Model& model) {
  return options.role.empty() || options.role == models::name_of(model.role);
}

ExitCode list_names(const ModelsOptions& options) {
  const auto store = models::ModelStore::open();
  if (!store) return report_error(store.error(), options.format());
  for (const auto& model : store->catalogue().models) {
    if (is_listed(options, model)) fmt::print("{}\n", model.id);
  }
  return 0;
}

/// Lists every file of the catalogue; with its state where `verify` is asked for.
ExitCode list(const ModelsOptions& options, bool verify) {
  const auto store = models::ModelStore::open();
  if (!store) return report_error(store.error(), options.format());
  bool all_ready = true;
  bool own_ready = true;
  for (const auto& model : store->catalogue().models) {
    if (!is_listed(options, model)) continue;
    for (const auto& file : model.files) {
      const auto state = verify ? store->state_of(file) : models::FileState::ready;
      auto& ready = model.is_own() ? own_ready : all_ready;
      ready = ready && state == models::FileState::ready;
      print_file(model, file, verify ? models::name_of(state) : "", options.format());
    }
  }
  if (all_ready && own_ready) return 0;
  if (all_ready) {
    return report_error({base::ErrorCode::unavailable,
                         "Some of your own models are not ready: run `facelatch models add` with "
                         "their files again."},
                        options.format());
  }
  return report_error({base::ErrorCode::unavailable,
                       "Some model files are not ready: run `facelatch models fetch`."},
                      options.format());
}

ExitCode add_own(const ModelsOptions& options) {
  const auto store = models::ModelStore::open();
  if (!store) return report_error(store.error(), options.format());
  const auto model = pipeline::add_model(*store, options.added);
  if (!model) return report_error(model.error(), options.format(), options.added.file.string());
  if (options.json) {
    print_file(*model, model->files.front(), {}, options.format());
  } else if (model->role == models::Role::detector) {
    fmt::print("Added: use it with `--detector {}`.\n", model->id);
  } else {
    fmt::print(
        "Added, with {} values: use it with `--model {}`. `compare` needs thresholds for it: "
        "`facelatch eval verification --model {} --calibrate FILE` measures them.\n",
        model->embedding_size, model->id, model->id);
  }
  return 0;
}

ExitCode remove_own(const ModelsOptions& options) {
  const auto done = models::remove_own_model(models::ModelStore::default_folder(), options.removed);
  return done ? 0 : report_error(done.error(), options.format());
}

/// Installed, it lies beside the program; in a build, where the sources are.
std::filesystem::path fetch_script() {
  constexpr std::string_view kScript = "tools/models/fetch";
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  auto installed = program.parent_path() / "../share/facelatch" / kScript;
  if (!error && std::filesystem::exists(installed, error)) return installed;
  return std::filesystem::path(FACELATCH_SOURCE_FOLDER) / kScript;
}

/// Becomes tools/models/fetch: the only part of facelatch that asks a registry for anything.
ExitCode fetch(const ModelsOptions& options) {
  const auto script = fetch_script().string();
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

void add_options_of_add(CLI::App& command, ModelsOptions& options) {
  command.add_option("file", options.added.file, "An ONNX or TFLite graph")
      ->required()
      ->type_name("FILE");
  command
      .add_option_function<std::string>(
          "--role",
          [&options](const std::string& name) {
            options.added.role = models::role_named(name).value_or(models::Role::embedder);
          },
          "What it is for: embedder or detector")
      ->required()
      ->check(CLI::IsMember({"embedder", "detector"}));
  command
      .add_option("--like", options.added.like,
                  "How it is fed and read: arcface, adaface, facenet, or scrfd for a detector")
      ->required();
  command.add_option("--name", options.added.id, "What to call it (the name of the file)");
  command.footer(
      "Examples:\n  facelatch models add w600k_r50.onnx --role embedder --like arcface --name r50\n"
      "  facelatch models add det_10g.onnx --role detector --like scrfd\n"
      "  facelatch detect --detector det_10g photo.jpg");
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
  auto* listing =
      add("list", "Every model of the catalogue; * marks the defaults",
          [](const ModelsOptions& o) { return o.names ? list_names(o) : list(o, false); });
  listing->add_flag("--names", options->names, "Only the names");
  listing->add_option("--role", options->role, "Only the models of this role")
      ->check(CLI::IsMember({"detector", "embedder", "liveness", "eye_state", "head_pose"}));
  add("verify", "Check that each file is there and has its hash",
      [](const ModelsOptions& o) { return list(o, true); });
  add("fetch", "Fetch what is missing, with every hash checked", fetch)
      ->add_option("ids", options->fetch, "Only these models")
      ->type_name("MODEL");
  add_options_of_add(*add("add", "Register a graph of your own", add_own), *options);
  add("remove", "Forget a graph of your own and delete its copy", remove_own)
      ->add_option("name", options->removed, "As it was added")
      ->type_name("MODEL")
      ->required();
  command->footer(
      "Examples:\n  facelatch models list\n  facelatch models fetch arcface\n"
      "  facelatch models add my.onnx --role embedder --like arcface");
}

}  // namespace facelatch::cli
