// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <boost/json.hpp>
#include <memory>

#include "api/audit_text.hpp"
#include "base/time_text.hpp"
#include "command.hpp"
#include "store_options.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;

struct AuditOptions {
  StoreChoice store;
  store::AuditQuery query;
  std::string from;
  std::string until;
  std::string at;
};

void print(const AuditOptions& options, const store::AuditLine& line) {
  if (options.store.json) {
    std::string json;
    api::append_audit_line(json, line);
    fmt::print("{}\n", json);
    return;
  }
  const auto& event = line.event;
  fmt::print("{:>6}  {}  {:<18} {:<8}  {}  {}  {}\n", line.number, base::time_text(line.time),
             event.action, event.outcome, event.client, event.person_id, event.reason);
}

base::Result<std::optional<base::UnixTime>> time_in(const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (const auto time = base::parse_time(text)) return time;
  return base::failure(base::ErrorCode::invalid_argument,
                       "A time is written such as 2026-01-31T12:00:00Z.");
}

ExitCode list(const AuditOptions& options, store::Store& store) {
  auto query = options.query;
  for (const auto& [text, target] :
       {std::pair(&options.from, &query.from), std::pair(&options.until, &query.until)}) {
    const auto time = time_in(*text);
    if (!time) return report_error(time.error(), options.store.format());
    *target = *time;
  }
  while (true) {
    const auto page = store.audit().list(query);
    if (!page) return report_error(page.error(), options.store.format());
    for (const auto& line : page->lines) print(options, line);
    query.count -= page->lines.size();
    query.before = page->next;
    if (query.count == 0 || page->next == 0) return 0;
  }
}

ExitCode verify(const AuditOptions& options, store::Store& store) {
  std::optional<store::AuditHead> earlier;
  if (!options.at.empty()) {
    const auto parsed = store::parse_audit_head(options.at);
    if (!parsed) return report_error(parsed.error(), options.store.format());
    earlier = *parsed;
  }
  const auto head = store.audit().verify(earlier);
  if (!head) return report_error(head.error(), options.store.format());
  if (options.store.json) {
    fmt::print("{}\n", json::serialize(json::object{{"lines", head->lines}, {"hash", head->hash}}));
  } else {
    fmt::print("{}\n", to_text(*head));
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
  lines->add_option("--from", options->from, "Only from this time on (2026-01-31T12:00:00Z)");
  lines->add_option("--until", options->until, "Only before this time");
  lines->add_option("--action", options->query.action, "Only of this action, such as verified");
  lines->add_option("--client", options->query.client, "Only by this client's id");
  lines->add_option("--person", options->query.person_id, "Only of this person's id");
  lines->add_option("--outcome", options->query.outcome, "Only done, accepted, denied or refused");
  add_store_command(*audit, "verify",
                    "Find changed, removed or re-ordered lines; print how far the log reaches",
                    options, verify, exit_code)
      ->add_option("--at", options->at,
                   "What this command printed earlier: it must be a part of the log");
}

}  // namespace facelatch::cli
