// SPDX-License-Identifier: Apache-2.0
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "access/key_file.hpp"
#include "access/scope.hpp"
#include "base/time_text.hpp"
#include "command.hpp"
#include "keys_file.hpp"
#include "report.hpp"
#include "store/maintenance.hpp"
#include "store_options.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;

struct KeysOptions {
  std::filesystem::path file = default_keys_file();
  access::KeyPlan plan;
  int days = 0;  ///< 0: for ever
  std::string id;
  bool json = false;
  [[nodiscard]] OutputFormat format() const {
    return json ? OutputFormat::json : OutputFormat::text;
  }
};

std::string scopes_of(const access::ApiKey& key) {
  return fmt::format("{}", fmt::join(key.scopes, ","));
}

json::object describe(const access::ApiKey& key) {
  json::object object{{"id", key.id},
                      {"label", key.label},
                      {"scopes", json::array(key.scopes.begin(), key.scopes.end())},
                      {"per_minute", key.rate.per_minute},
                      {"burst", key.rate.burst},
                      {"created", base::time_text(key.created)}};
  if (key.expires) object["expires"] = base::time_text(*key.expires);
  return object;
}

ExitCode create(KeysOptions options) {
  const auto now = base::system_time();
  if (options.days > 0) options.plan.expires = now + std::chrono::days(options.days);
  const auto made = access::add_key(options.file, options.plan, now);
  if (!made) return report_error(made.error(), options.format());
  if (options.json) {
    auto object = describe(made->key);
    object["key"] = made->text;
    fmt::print("{}\n", json::serialize(object));
    return 0;
  }
  fmt::print("{}\n", made->text);
  fmt::print(stderr, "Keep this key now: only its hash is stored, in {}.\n", options.file.string());
  return 0;
}

ExitCode list(const KeysOptions& options) {
  auto keys = access::read_keys(options.file);
  if (!keys && keys.error().code == base::ErrorCode::not_found) keys.emplace();
  if (!keys) return report_error(keys.error(), options.format());
  for (const auto& key : *keys) {
    if (options.json) {
      fmt::print("{}\n", json::serialize(describe(key)));
    } else {
      fmt::print("{}  {:<20}  {:>6}/min  {}  {}  {}\n", key.id, scopes_of(key), key.rate.per_minute,
                 base::time_text(key.created),
                 key.expires ? "until " + base::time_text(*key.expires) : "for ever", key.label);
    }
  }
  return 0;
}

ExitCode revoke(const KeysOptions& options) {
  const auto revoked = access::revoke_key(options.file, options.id);
  return revoked ? 0 : report_error(revoked.error(), options.format());
}

/// Of the store's master key, not of the server's API keys.
ExitCode rotate(const StoreChoice& choice) {
  const auto store = open_store(choice);
  if (!store) return report_error(store.error(), choice.format());
  const auto sealed = store::rotate_keys(**store, kCommandLineClient);
  if (!sealed) return report_error(sealed.error(), choice.format());
  if (choice.json) {
    fmt::print("{}\n", json::serialize(json::object{{"templates", *sealed}}));
  } else {
    fmt::print("{} templates are sealed under a new key; older backups need the old key file.\n",
               *sealed);
  }
  return 0;
}

void add_rotate_command(CLI::App& keys, ExitCode& exit_code) {
  auto* command =
      keys.add_subcommand("rotate", "Seal all templates under a new master key of the store");
  const auto choice = std::make_shared<StoreChoice>();
  add_store_options(*command, *choice);
  command->callback([choice, &exit_code] { exit_code = rotate(*choice); });
}

std::string scope_help() {
  std::string help = "What the key allows; repeatable.";
  for (const auto& scope : access::kScopes) {
    help += fmt::format("\n{}: {}", scope.name, scope.meaning);
  }
  return help;
}

void add_create_options(CLI::App& command, KeysOptions& options) {
  command.add_option("--scope", options.plan.scopes, scope_help())->required()->delimiter(',');
  command.add_option("--label", options.plan.label, "What you call it, for the list");
  command.add_option("--per-minute", options.plan.rate.per_minute, "Requests a minute (600)");
  command.add_option("--burst", options.plan.rate.burst, "Requests at once (60)");
  command.add_option("--days", options.days, "How long it is valid (for ever)")
      ->check(CLI::Range(1, 36'500));
}

}  // namespace

void add_keys_command(CLI::App& app, ExitCode& exit_code) {
  auto* keys =
      app.add_subcommand("keys", "API keys of the server, and the master key of the store");
  keys->require_subcommand(1);
  keys->footer(
      "Examples:\n"
      "  facelatch keys create --scope analyse --label camera-3\n"
      "  facelatch keys list\n"
      "  facelatch keys revoke ID\n"
      "  facelatch keys rotate");
  add_rotate_command(*keys, exit_code);
  const auto options = std::make_shared<KeysOptions>();
  const auto add = [&](const char* name, const char* help) {
    auto* command = keys->add_subcommand(name, help);
    command
        ->add_option("--file", options->file, "Where the hashes are (keys.json in the data folder)")
        ->envname("FACELATCH_KEYS");
    command->add_flag("--json", options->json, "Print JSON");
    return command;
  };
  auto* make = add("create", "Make a key and print it, once");
  add_create_options(*make, *options);
  make->callback([options, &exit_code] { exit_code = create(*options); });
  add("list", "List the keys, without their secrets")->callback([options, &exit_code] {
    exit_code = list(*options);
  });
  auto* drop = add("revoke", "Make a key invalid, at once");
  drop->add_option("id", options->id, "The key's id, as `keys list` shows it")->required();
  drop->callback([options, &exit_code] { exit_code = revoke(*options); });
}

}  // namespace facelatch::cli
