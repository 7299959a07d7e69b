// SPDX-License-Identifier: Apache-2.0
#include "store/attempts.hpp"

#include <array>

#include "crypto/random.hpp"

namespace facelatch::store {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::size_t kMaximumSubjectBytes = 128;
/// Counts of people who do not exist would else fill the disk; a lock stays.
constexpr std::chrono::milliseconds kForgottenAfter = std::chrono::days(30);
constexpr std::size_t kMaximumCount = 10'000;

struct Try {
  std::string person;
  std::string client;
};

Result<AttemptCount> count_of(Transaction& transaction, Counted kind, std::string_view subject) {
  AttemptCount count;
  {
    auto query = transaction.query(
        "SELECT failures, last_failure_ms FROM counters WHERE kind = ? AND subject = ?");
    query.bind(name_of(kind));
    query.bind(subject);
    const auto row = query.step();
    if (!row) return std::unexpected(row.error());
    if (*row) {
      count.failures = static_cast<int>(query.integer(0));
      count.last_failure = time_of(query.integer(1));
    }
  }
  auto query =
      transaction.query(kind == Counted::person ? "SELECT count(*) FROM tries WHERE person = ?"
                                                : "SELECT count(*) FROM tries WHERE client = ?");
  query.bind(subject);
  if (const auto row = query.step(); !row) return std::unexpected(row.error());
  count.running = static_cast<int>(query.integer(0));
  return count;
}

Result<void> count_failure(Transaction& transaction, Counted kind, std::string_view subject,
                           base::UnixTime now) {
  if (subject.empty()) return {};
  const auto done = transaction.run(
      "INSERT INTO counters VALUES(?, ?, 1, ?) ON CONFLICT(kind, subject) DO UPDATE SET "
      "failures = failures + 1, last_failure_ms = excluded.last_failure_ms",
      name_of(kind), subject, milliseconds_of(now));
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<void> count_failures(Transaction& transaction, const Try& attempt, base::UnixTime now) {
  auto done = count_failure(transaction, Counted::person, attempt.person, now);
  if (!done) return done;
  return count_failure(transaction, Counted::client, attempt.client, now);
}

Result<std::int64_t> forget(Transaction& transaction, Counted kind, std::string_view subject) {
  return transaction.run("DELETE FROM counters WHERE kind = ? AND subject = ?", name_of(kind),
                         subject);
}

Result<std::vector<Try>> take_tries(Query& query) {
  return all_rows(query, [](const Query& row) { return Try{row.text(0), row.text(1)}; });
}

/// What ended otherwise is noted by whoever decided it; of this one nobody knows what it was for.
AuditEvent overdue_event(const Try& attempt) {
  return {.action = "attempt_ended",
          .client = attempt.client,
          .person_id = attempt.person,
          .policy = {},
          .models = {},
          .outcome = "denied",
          .reason = "overdue"};
}

}  // namespace

std::string_view name_of(Counted kind) { return kind == Counted::person ? "person" : "client"; }

Result<Counted> counted_named(std::string_view name) {
  for (const auto kind : {Counted::person, Counted::client}) {
    if (name == name_of(kind)) return kind;
  }
  return failure(ErrorCode::invalid_argument, "Failures of a person or of a client are counted.");
}

Result<void> Attempts::fail_overdue(Transaction& transaction, base::UnixTime now) {
  Result<std::vector<Try>> overdue;
  {
    // Much later than now is as overdue as earlier: the clock was set back.
    auto query = transaction.query(
        "DELETE FROM tries WHERE ends_ms <= ? OR ends_ms > ? RETURNING person, client");
    query.bind(milliseconds_of(now));
    query.bind(milliseconds_of(now + options_.longest_try));
    overdue = take_tries(query);
    if (!overdue) return std::unexpected(overdue.error());
  }
  for (const auto& attempt : *overdue) {
    if (auto done = count_failures(transaction, attempt, now); !done) return done;
    if (auto noted = audit_->append(transaction, overdue_event(attempt)); !noted) return noted;
  }
  const auto done =
      transaction.run("DELETE FROM counters WHERE last_failure_ms < ? AND failures < ?",
                      milliseconds_of(now - kForgottenAfter),
                      std::int64_t{std::min(options_.person.failures_before_lock,
                                            options_.client.failures_before_lock)});
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<void> Attempts::fail_overdue() {
  auto transaction = Transaction::begin(*core_->writer, Intent::write);
  if (!transaction) return std::unexpected(transaction.error());
  if (auto done = fail_overdue(*transaction, core_->clock()); !done) return done;
  return transaction->commit();
}

Result<AdmissionAnswer> Attempts::ask(Transaction& transaction, Counted kind,
                                      std::string_view subject, base::UnixTime now) const {
  if (subject.empty()) return AdmissionAnswer{};
  const auto count = count_of(transaction, kind, subject);
  if (!count) return std::unexpected(count.error());
  return admit(*count, now, limits(kind));
}

Result<Attempt> Attempts::begin(std::string_view person_id, std::string_view client) {
  if (person_id.size() > kMaximumSubjectBytes || client.size() > kMaximumSubjectBytes) {
    return failure(ErrorCode::invalid_argument, "The id is too long.");
  }
  auto transaction = Transaction::begin(*core_->writer, Intent::write);
  if (!transaction) return std::unexpected(transaction.error());
  const auto now = core_->clock();
  if (auto done = fail_overdue(*transaction, now); !done) return std::unexpected(done.error());
  Attempt attempt;
  for (const auto& [kind, subject] :
       {std::pair(Counted::client, client), std::pair(Counted::person, person_id)}) {
    const auto answer = ask(*transaction, kind, subject, now);
    if (!answer) return std::unexpected(answer.error());
    if (answer->admission == Admission::admitted) continue;
    attempt.answer = *answer;
    if (auto done = transaction->commit(); !done) return std::unexpected(done.error());
    return attempt;
  }
  attempt.id = crypto::random_id();
  const auto done =
      transaction->run("INSERT INTO tries VALUES(?, ?, ?, ?)", std::string_view(attempt.id),
                       person_id, client, milliseconds_of(now + options_.longest_try));
  if (!done) return std::unexpected(done.error());
  if (auto committed = transaction->commit(); !committed) {
    return std::unexpected(committed.error());
  }
  return attempt;
}

Result<void> Attempts::end(std::string_view attempt_id, AttemptEnd end) {
  auto transaction = Transaction::begin(*core_->writer, Intent::write);
  if (!transaction) return std::unexpected(transaction.error());
  const auto now = core_->clock();
  if (auto done = fail_overdue(*transaction, now); !done) return done;
  Result<std::vector<Try>> found;
  {
    auto query = transaction->query("DELETE FROM tries WHERE id = ? RETURNING person, client");
    query.bind(attempt_id);
    found = take_tries(query);
    if (!found) return std::unexpected(found.error());
  }
  if (found->empty()) {
    // What was overdue stays counted.
    if (auto done = transaction->commit(); !done) return done;
    return failure(ErrorCode::not_found, "The try has ended already.");
  }
  const auto& attempt = found->front();
  if (end == AttemptEnd::failed) {
    if (auto done = count_failures(*transaction, attempt, now); !done) return done;
  } else if (end == AttemptEnd::succeeded) {
    for (const auto& [kind, subject] :
         {std::pair(Counted::person, attempt.person), std::pair(Counted::client, attempt.client)}) {
      if (const auto done = forget(*transaction, kind, subject); !done) {
        return std::unexpected(done.error());
      }
    }
  }
  return transaction->commit();
}

Result<void> Attempts::reset(Counted kind, std::string_view subject, std::string_view by) {
  auto transaction = Transaction::begin(*core_->writer, Intent::write);
  if (!transaction) return std::unexpected(transaction.error());
  const auto removed = forget(*transaction, kind, subject);
  if (!removed) return std::unexpected(removed.error());
  if (*removed == 0) {
    return failure(ErrorCode::not_found, "No failures are counted there.");
  }
  auto event = done_event("attempts_reset", by, {});
  (kind == Counted::person ? event.person_id : event.reason) = subject;
  if (auto noted = audit_->append(*transaction, event); !noted) return noted;
  return transaction->commit();
}

Result<std::vector<CountedSubject>> Attempts::list(std::size_t count) const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  auto query = transaction->query(
      "SELECT kind, subject, failures, last_failure_ms FROM counters ORDER BY failures DESC, "
      "kind, subject LIMIT ?");
  query.bind(static_cast<std::int64_t>(std::min(count, kMaximumCount)));
  return all_rows(query, [this](const Query& row) {
    const auto kind = row.text(0) == name_of(Counted::person) ? Counted::person : Counted::client;
    const AttemptCount failures{static_cast<int>(row.integer(2)), time_of(row.integer(3)), 0};
    return CountedSubject{kind, row.text(1), failures,
                          admit(failures, core_->clock(), limits(kind))};
  });
}

}  // namespace facelatch::store
