// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <string>

#include "api/attempts_text.hpp"
#include "base/time_text.hpp"
#include "command.hpp"
#include "store_options.hpp"

namespace facelatch::cli {
namespace {

struct AttemptsChoice {
  StoreChoice store;
  std::string kind;
  std::string subject;
  std::size_t count = 100;
};

ExitCode list_attempts(const AttemptsChoice& options, store::Store& store) {
  const auto counted = store.attempts().list(options.count);
  if (!counted) return report_error(counted.error(), options.store.format());
  for (const auto& each : *counted) {
    if (options.store.json) {
      std::string json;
      api::append_counted(json, each);
      fmt::print("{}\n", json);
    } else {
      fmt::print("{:<6}  {}  {:>3} failures  {}  {}\n", name_of(each.kind), each.subject,
                 each.count.failures, base::time_text(each.count.last_failure),
                 api::name_of(each.answer.admission));
    }
  }
  return 0;
}

ExitCode reset_attempts(const AttemptsChoice& options, store::Store& store) {
  const auto kind = store::counted_named(options.kind);
  if (!kind) return report_error(kind.error(), options.store.format());
  const auto done = store.attempts().reset(*kind, options.subject, kCommandLineClient);
  return done ? 0 : report_error(done.error(), options.store.format());
}

}  // namespace

void add_attempts_command(CLI::App& app, ExitCode& exit_code) {
  auto* attempts = app.add_subcommand("attempts", "List and reset the counts of failed tries");
  attempts->require_subcommand(1);
  attempts->footer(
      "Examples:\n"
      "  facelatch attempts list\n"
      "  facelatch attempts reset person ID\n"
      "  facelatch attempts reset client cli");
  const auto options = std::make_shared<AttemptsChoice>();
  add_store_command(*attempts, "list", "Who has failed, the most failures first", options,
                    list_attempts, exit_code)
      ->add_option("--count", options->count, "How many (100)")
      ->check(CLI::Range(1, 10'000));
  auto* reset = add_store_command(*attempts, "reset", "Forget failures, also those that locked",
                                  options, reset_attempts, exit_code);
  reset->add_option("kind", options->kind, "person or client")->required();
  reset->add_option("subject", options->subject, "The id, as `attempts list` shows it")->required();
}

}  // namespace facelatch::cli
