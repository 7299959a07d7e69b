// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <boost/json.hpp>
#include <memory>

#include "api/person_text.hpp"
#include "command.hpp"
#include "store/maintenance.hpp"
#include "store_options.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;

struct PeopleOptions {
  StoreChoice store;
  store::PersonData data;
  store::PersonChange change;
  store::PeopleQuery query;
  std::string id;
};

void print(const PeopleOptions& options, const store::Person& person) {
  if (options.store.json) {
    std::string json;
    api::append_person(json, person);
    fmt::print("{}\n", json);
  } else {
    fmt::print("{}  {:>2} templates  {}  {}\n", person.id, person.templates, person.data.name,
               person.data.reference);
  }
}

ExitCode print_one(const PeopleOptions& options, const base::Result<store::Person>& person) {
  if (!person) return report_error(person.error(), options.store.format());
  print(options, *person);
  return 0;
}

ExitCode list(const PeopleOptions& options, store::Store& store) {
  auto query = options.query;
  for (query.count = 1000;;) {
    const auto page = store.people().list(query);
    if (!page) return report_error(page.error(), options.store.format());
    for (const auto& person : *page) print(options, person);
    if (page->size() < query.count) return 0;
    query.after = page->back().number;
  }
}

ExitCode remove(const PeopleOptions& options, store::Store& store) {
  const auto removed = store.people().remove(options.id, kCommandLineClient);
  if (!removed) return report_error(removed.error(), options.store.format());
  if (options.store.json) {
    fmt::print("{}\n", json::serialize(json::object{{"id", options.id},
                                                    {"templates", removed->templates.size()},
                                                    {"wiped", removed->is_wiped}}));
  }
  if (!removed->is_wiped) {
    fmt::print(stderr, "Another process reads the store; its next clean-up wipes the rest.\n");
  }
  return 0;
}

ExitCode reset(const PeopleOptions& options, store::Store& store) {
  const auto done = store.attempts().reset(store::Counted::person, options.id, kCommandLineClient);
  return done ? 0 : report_error(done.error(), options.store.format());
}

using Action = ExitCode (*)(const PeopleOptions&, store::Store&);

void add_edit_options(CLI::App& command, store::PersonChange& change) {
  command.add_option("--name", change.name, "Another name");
  command.add_option("--reference", change.reference, "Your own id of the person, unique");
  command.add_option("--consent", change.consent, "The text that the person has agreed to now");
  command.add_option("--retention-days", change.retention_days,
                     "How long templates live from their enrolment on");
}

void add_data_options(CLI::App& command, store::PersonData& data) {
  command.add_option("name", data.name, "For people to read")->required();
  command.add_option("--consent", data.consent, "The text that the person has agreed to")
      ->required();
  command.add_option("--reference", data.reference, "Your own id of the person, unique");
  command.add_option("--retention-days", data.retention_days,
                     "How long templates live from their enrolment on (365)");
}

}  // namespace

void add_people_command(CLI::App& app, ExitCode& exit_code) {
  auto* people = app.add_subcommand("people", "Add, list, change and delete people");
  people->require_subcommand(1);
  people->footer(
      "Examples:\n"
      "  facelatch people add \"Ada Lovelace\" --consent \"I agree to be recognised.\"\n"
      "  facelatch people list --search ada\n"
      "  facelatch people delete ID");
  const auto options = std::make_shared<PeopleOptions>();
  const auto add = [&](const char* name, const char* help, Action action) {
    return add_store_command(*people, name, help, options, action, exit_code);
  };
  auto* create = add("add", "Add a person and print the id", [](const auto& given, auto& store) {
    return print_one(given, store.people().create(given.data, kCommandLineClient));
  });
  add_data_options(*create, options->data);
  add("list", "List the people", list)
      ->add_option("--search", options->query.search, "A part of name or reference");
  const auto add_id = [&](CLI::App* command) {
    command->add_option("id", options->id, "The person's id, as `people list` shows it")
        ->required();
    return command;
  };
  add_id(add("show", "Show a person", [](const auto& given, auto& store) {
    return print_one(given, store.people().find(given.id));
  }));
  auto* edit =
      add_id(add("edit", "Change what is known of a person", [](const auto& given, auto& store) {
        return print_one(given, store.people().change(given.id, given.change, kCommandLineClient));
      }));
  add_edit_options(*edit, options->change);
  add_id(add("reset", "Forget a person's failed attempts, also those that locked", reset));
  add_id(add("delete", "Delete a person with all templates, from the free pages too", remove));
}

void add_backup_command(CLI::App& app, ExitCode& exit_code) {
  struct BackupOptions {
    StoreChoice store;
    std::filesystem::path target;
  };
  const auto options = std::make_shared<BackupOptions>();
  auto* command = add_store_command(
      app, "backup", "Copy the store, also while it is used", options,
      [](const BackupOptions& given, store::Store& store) {
        const auto done = store::back_up(store, given.target);
        return done ? 0 : report_error(done.error(), given.store.format());
      },
      exit_code);
  command->add_option("file", options->target, "A new file; it needs the store's master key too")
      ->required();
  command->footer(
      "The copy is restored for a test and read in whole before this ends. To restore it, stop\n"
      "every program that uses the store and put it in the place of facelatch.db.\n"
      "Example:\n  facelatch backup people.db");
}

}  // namespace facelatch::cli
