// SPDX-License-Identifier: Apache-2.0
#include "store/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/file.hpp"
#include "base/number.hpp"
#include "base/sha256.hpp"

namespace facelatch::store {
namespace {

using base::bytes_of;
using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::size_t kMaximumCount = 1000;
/// Of one transaction of verify(): a few milliseconds.
constexpr std::int64_t kLinesOfCheck = 4096;
/// What stands before the first line.
constexpr std::string_view kStart =
    "0000000000000000000000000000000000000000000000000000000000000000";

void append_number(std::string& text, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) text += static_cast<char>(number >> shift & 0xFFU);
}

void append_text(std::string& text, std::string_view part) {
  append_number(text, part.size());
  text += part;
}

std::string head_text(const AuditHead& head) {
  std::string text = "facelatch audit head 1";
  append_number(text, static_cast<std::uint64_t>(head.lines));
  append_text(text, head.hash);
  return text;
}

/// Cut where no UTF-8 character is split (RFC 3629: the other bytes of one begin with bits 10).
std::string_view short_text(std::string_view text) {
  if (text.size() <= kMaximumAuditText) return text;
  std::size_t end = kMaximumAuditText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

AuditEvent shortened(AuditEvent event) {
  for (auto* text : {&event.action, &event.client, &event.person_id, &event.policy, &event.models,
                     &event.outcome, &event.reason}) {
    *text = short_text(*text);
  }
  return event;
}

constexpr auto kColumns = "number,time_ms,action,client,person,policy,models,outcome,reason,hash";

AuditLine line_of(const Query& query) {
  return {.number = query.integer(0),
          .time = time_of(query.integer(1)),
          .event = {.action = query.text(2),
                    .client = query.text(3),
                    .person_id = query.text(4),
                    .policy = query.text(5),
                    .models = query.text(6),
                    .outcome = query.text(7),
                    .reason = query.text(8)},
          .hash = query.text(9)};
}

struct SealedHead {
  AuditHead head;
  std::string key;
  base::Bytes code;
};

/// None in a log without lines.
Result<std::optional<SealedHead>> read_head(Transaction& transaction) {
  auto query = transaction.query("SELECT lines, hash, key, code FROM audit_head");
  const auto row = query.step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::nullopt;
  const auto code = query.blob(3);
  return SealedHead{{query.integer(0), query.text(1)}, query.text(2), {code.begin(), code.end()}};
}

Result<void> write_head(Transaction& transaction, const LoadedKeys& keys, const AuditHead& head) {
  const auto code = keys.authenticate(keys.ring.active(), bytes_of(head_text(head)));
  if (!code) return std::unexpected(code.error());
  const auto done = transaction.run("INSERT OR REPLACE INTO audit_head VALUES(1, ?, ?, ?, ?)",
                                    head.lines, std::string_view(head.hash),
                                    std::string_view(crypto::to_string(keys.ring.active())),
                                    std::span<const std::uint8_t>(*code));
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<void> insert(Transaction& transaction, const AuditLine& line) {
  const auto& event = line.event;
  const auto done = transaction.run(
      "INSERT INTO audit VALUES(?,?,?,?,?,?,?,?,?,?)", line.number, milliseconds_of(line.time),
      std::string_view(event.action), std::string_view(event.client),
      std::string_view(event.person_id), std::string_view(event.policy),
      std::string_view(event.models), std::string_view(event.outcome),
      std::string_view(event.reason), std::string_view(line.hash));
  if (!done) return std::unexpected(done.error());
  return {};
}

auto damaged(std::string message) { return failure(ErrorCode::corrupt, std::move(message)); }

Result<void> check_head(const LoadedKeys& keys, const std::optional<SealedHead>& sealed,
                        const AuditHead& found) {
  if (!sealed) {
    if (found.lines == 0) return {};
    return damaged("The audit log has lines, but what seals its end is missing.");
  }
  for (const auto id : keys.ring.ids()) {
    if (crypto::to_string(id) != sealed->key) continue;
    const auto code = keys.authenticate(id, bytes_of(head_text(sealed->head)));
    if (!code) return std::unexpected(code.error());
    if (!crypto::equal_in_constant_time(std::span<const std::uint8_t>(*code), sealed->code)) {
      return damaged("What seals the end of the audit log was changed.");
    }
    if (sealed->head == found) return {};
    return damaged(fmt::format("The audit log ends after line {}; it had {} lines.", found.lines,
                               sealed->head.lines));
  }
  return damaged("The end of the audit log is sealed under a key that is not given.");
}

}  // namespace

AuditEvent done_event(std::string_view action, std::string_view client,
                      std::string_view person_id) {
  return {.action = std::string(action),
          .client = std::string(client),
          .person_id = std::string(person_id),
          .policy = {},
          .models = {},
          .outcome = "done",
          .reason = {}};
}

std::string audit_hash(const AuditLine& line, std::string_view previous) {
  const auto& event = line.event;
  std::string text = "facelatch audit line 1";
  append_text(text, previous);
  append_number(text, static_cast<std::uint64_t>(line.number));
  append_number(text, static_cast<std::uint64_t>(milliseconds_of(line.time)));
  for (const auto* part : {&event.action, &event.client, &event.person_id, &event.policy,
                           &event.models, &event.outcome, &event.reason}) {
    append_text(text, *part);
  }
  return base::sha256_hex(bytes_of(text));
}

std::string to_text(const AuditHead& head) { return fmt::format("{}:{}", head.lines, head.hash); }

Result<AuditHead> parse_audit_head(std::string_view text) {
  const auto colon = std::min(text.find(':'), text.size());
  const auto lines = base::parse_number<std::uint32_t>(text.substr(0, colon));
  const auto hash = text.substr(std::min(colon + 1, text.size()));
  const bool is_hash = hash.size() == kStart.size() &&
                       hash.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  if (!lines || !is_hash) {
    return failure(ErrorCode::invalid_argument,
                   "How far the audit log reached is written LINES:HASH, such as 12:1a2b….");
  }
  return AuditHead{*lines, std::string(hash)};
}

Result<void> Audit::append(const AuditEvent& event) {
  auto transaction = Transaction::begin(*core_->writer, Intent::write);
  if (!transaction) return std::unexpected(transaction.error());
  if (auto done = append(*transaction, event); !done) return done;
  return transaction->commit();
}

Result<void> Audit::append(Transaction& transaction, const AuditEvent& event) {
  const auto keys = core_->keys->for_writing(transaction);
  if (!keys) return std::unexpected(keys.error());
  const auto sealed = read_head(transaction);
  if (!sealed) return std::unexpected(sealed.error());
  const auto last = *sealed ? (*sealed)->head : AuditHead{0, std::string(kStart)};
  AuditLine line{
      .number = last.lines + 1, .time = core_->clock(), .event = shortened(event), .hash = {}};
  line.hash = audit_hash(line, last.hash);
  if (auto done = insert(transaction, line); !done) return done;
  return write_head(transaction, **keys, {line.number, line.hash});
}

Result<AuditPage> Audit::list(const AuditQuery& wanted) const {
  if (wanted.count < 1 || wanted.count > kMaximumCount) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("A page of the audit log has 1 to {} lines.", kMaximumCount));
  }
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  auto end = wanted.before;
  if (end <= 0) {
    auto last = transaction->query("SELECT coalesce(max(number), 0) FROM audit");
    if (const auto row = last.step(); !row) return std::unexpected(row.error());
    end = last.integer(0) + 1;
  }
  const auto first = std::max<std::int64_t>(1, end - kMaximumAuditSearch);
  auto query = transaction->query(fmt::format(
      "SELECT {} FROM audit WHERE number >= ?1 AND number < ?2 AND (?3 IS NULL OR time_ms >= ?3) "
      "AND (?4 IS NULL OR time_ms < ?4) AND (?5 = '' OR action = ?5) AND (?6 = '' OR client = ?6) "
      "AND (?7 = '' OR person = ?7) AND (?8 = '' OR outcome = ?8) ORDER BY number DESC LIMIT ?9",
      kColumns));
  query.bind(first);
  query.bind(end);
  query.bind(wanted.from.transform(milliseconds_of));
  query.bind(wanted.until.transform(milliseconds_of));
  for (const auto* text : {&wanted.action, &wanted.client, &wanted.person_id, &wanted.outcome}) {
    query.bind(std::string_view(*text));
  }
  query.bind(static_cast<std::int64_t>(wanted.count));
  auto lines = all_rows(query, line_of);
  if (!lines) return std::unexpected(lines.error());
  const auto last = lines->size() == wanted.count ? lines->back().number : first;
  return AuditPage{*std::move(lines), last > 1 ? last : 0};
}

/// How far verify() has come.
struct Audit::Check {
  const std::optional<AuditHead>& earlier;
  AuditHead found{0, std::string(kStart)};
  bool has_earlier = !earlier || *earlier == found;
};

/// Whether there is more. The last page and what seals the end are read in one transaction, so that
/// lines which are added meanwhile are no end that is too late.
Result<bool> Audit::check_page(Check& check) const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  const auto sealed = read_head(*transaction);
  if (!sealed) return std::unexpected(sealed.error());
  auto query = transaction->query(
      fmt::format("SELECT {} FROM audit WHERE number > ? ORDER BY number LIMIT ?", kColumns));
  query.bind(check.found.lines > 0 ? check.found.lines : std::numeric_limits<std::int64_t>::min());
  query.bind(kLinesOfCheck);
  const auto lines = all_rows(query, line_of);
  if (!lines) return std::unexpected(lines.error());
  for (const auto& line : *lines) {
    if (line.number != check.found.lines + 1 || line.hash != audit_hash(line, check.found.hash)) {
      return damaged(fmt::format("The audit log was changed at line {}.", check.found.lines + 1));
    }
    check.found = {line.number, line.hash};
    if (check.earlier == check.found) check.has_earlier = true;
  }
  if (std::ssize(*lines) == kLinesOfCheck) return true;
  auto keys = core_->keys->current();
  // A rotation by another process may have come between.
  if (*sealed && !is_named(*keys, (*sealed)->key)) {
    if (auto fresh = core_->keys->reload()) keys = *fresh;
  }
  if (auto checked = check_head(*keys, *sealed, check.found); !checked) {
    return std::unexpected(checked.error());
  }
  return false;
}

Result<AuditHead> Audit::verify(const std::optional<AuditHead>& earlier,
                                base::Deadline deadline) const {
  for (Check check{.earlier = earlier};;) {
    const auto more = check_page(check);
    if (!more) return std::unexpected(more.error());
    if (!*more && check.has_earlier) return check.found;
    if (!*more) return damaged("The line that was noted earlier is not in the audit log.");
    if (deadline.expired()) {
      return failure(ErrorCode::deadline_exceeded, "The audit log is too long for the time.");
    }
  }
}

}  // namespace facelatch::store
