// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <boost/json.hpp>
#include <memory>

#include "base/number.hpp"
#include "base/time_text.hpp"
#include "command.hpp"
#include "store_options.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;

struct AuditOptions {
  StoreChoice store;
  store::AuditQuery query;
  std::string at;
};

ExitCode list(const AuditOptions& options, store::Store& store) {
  const auto lines = store.audit().list(options.query);
  if (!lines) return report_error(lines.error(), options.store.format());
  for (const auto& line : *lines) {
    const auto& event = line.event;
    if (options.store.json) {
      fmt::print("{}\n", json::serialize(json::object{{"number", line.number},
                                                      {"time", base::time_text(line.time)},
                                                      {"action", event.action},
                                                      {"client", event.client},
                                                      {"person", event.person_id},
                                                      {"policy", event.policy},
                                                      {"models", event.models},
                                                      {"outcome", event.outcome},
                                                      {"reason", event.reason},
                                                      {"hash", line.hash}}));
    } else {
      fmt::print("{:>6}  {}  {:<18} {:<8}  {}  {}  {}\n", line.number, base::time_text(line.time),
                 event.action, event.outcome, event.client, event.person_id, event.reason);
    }
  }
  return 0;
}

/// "LINES:HASH", as `audit verify` prints it.
base::Result<std::optional<store::AuditHead>> parse_head(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto colon = text.find(':');
  const auto lines = base::parse_number<std::int64_t>(text.substr(0, colon));
  if (colon == std::string_view::npos || !lines) {
    return base::failure(base::ErrorCode::invalid_argument,
                         "--at takes what `facelatch audit verify` printed, such as 12:1a2b….");
  }
  return store::AuditHead{*lines, std::string(text.substr(colon + 1))};
}

ExitCode verify(const AuditOptions& options, store::Store& store) {
  const auto earlier = parse_head(options.at);
  if (!earlier) return report_error(earlier.error(), options.store.format());
  const auto head = store.audit().verify(*earlier);
  if (!head) return report_error(head.error(), options.store.format());
  if (options.store.json) {
    fmt::print("{}\n", json::serialize(json::object{{"lines", head->lines}, {"hash", head->hash}}));
  } else {
    fmt::print("{}:{}\n", head->lines, head->hash);
  }
  return 0;
}

}  // namespace

void add_audit_command(CLI::App& app, ExitCode& exit_code) {
  auto* audit = app.add_subcommand("audit", "Read and verify the log of what was done");
  audit->require_subcommand(1);
  audit->footer(
      "Examples:\n"
      "  facelatch audit list --count 20\n"
      "  facelatch audit verify\n"
      "  facelatch audit verify --at LINES:HASH");
  const auto options = std::make_shared<AuditOptions>();
  auto* lines = add_store_command(*audit, "list", "The lines of the log, the newest first", options,
                                  list, exit_code);
  lines->add_option("--count", options->query.count, "How many (100)")->check(CLI::Range(1, 1000));
  lines->add_option("--before", options->query.before, "Only lines with smaller numbers");
  lines->add_option("--person", options->query.person_id, "Only lines of this person's id");
  add_store_command(*audit, "verify",
                    "Find changed, removed or re-ordered lines; print how far the log reaches",
                    options, verify, exit_code)
      ->add_option("--at", options->at,
                   "What this command printed earlier: it must be a part of the log");
}

}  // namespace facelatch::cli
