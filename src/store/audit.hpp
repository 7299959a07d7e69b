// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "store/core.hpp"

namespace facelatch::store {

/// What happened. Coarse words only: never a name, a picture, a vector or a score. A value.
struct AuditEvent {
  std::string action;     ///< "person_created", "unlocked", …
  std::string client;     ///< id of the API key, "cli", or "facelatch" for what happens by itself
  std::string person_id;  ///< may be empty
  std::string policy;     ///< may be empty
  std::string models;     ///< ids, separated by commas; may be empty
  std::string outcome;    ///< "done", "accepted", "denied", "refused"
  std::string reason;     ///< may be empty

  bool operator==(const AuditEvent&) const = default;
};

/// A change of the store that was made, without policy, models and reason.
AuditEvent done_event(std::string_view action, std::string_view client, std::string_view person_id);

struct AuditLine {
  std::int64_t number = 0;  ///< from 1, without gaps
  base::UnixTime time;
  AuditEvent event;
  std::string hash;  ///< of this line and the hash of the one before, 64 hexadecimal digits

  bool operator==(const AuditLine&) const = default;
};

/// How far the log reaches: to be written down elsewhere, so that even an exchange of the whole
/// database for an older one can be told later.
struct AuditHead {
  std::int64_t lines = 0;
  std::string hash;

  bool operator==(const AuditHead&) const = default;
};

/// "LINES:HASH"
std::string to_text(const AuditHead& head);
/// Fails with invalid_argument.
base::Result<AuditHead> parse_audit_head(std::string_view text);

/// An empty text stands for any.
struct AuditQuery {
  std::int64_t before = 0;              ///< lines with smaller numbers only; 0: from the newest on
  std::size_t count = 100;              ///< 1 to 1000
  std::optional<base::UnixTime> from;   ///< not earlier
  std::optional<base::UnixTime> until;  ///< earlier
  std::string action;
  std::string client;
  std::string person_id;
  std::string outcome;
};

struct AuditPage {
  std::vector<AuditLine> lines;  ///< the newest first
  std::int64_t next = 0;         ///< `before` of the next page; 0: there are no older lines
};

/// So many lines of the log are looked through for one page, so that a rare event costs no more
/// than a common one; such a page may have fewer lines than asked for, or none, and a next one.
inline constexpr std::int64_t kMaximumAuditSearch = 100'000;

/// The longest text that is kept of one member of an event; the rest is cut off.
inline constexpr std::size_t kMaximumAuditText = 200;

/// The log of what was done: each line's hash covers the one before, and the number of lines and
/// the last hash stand under a code that needs the master key, so that a changed, removed, added or
/// re-ordered line shows, and a cut-off end too. Thread-safe.
class Audit {
 public:
  explicit Audit(Core& core) : core_(&core) {}

  /// On the disk when it returns. Fails with unavailable.
  base::Result<void> append(const AuditEvent& event);
  /// As a part of another change, which then happens together with its line or not at all.
  base::Result<void> append(Transaction& transaction, const AuditEvent& event);

  /// Fails with invalid_argument for a count out of range.
  [[nodiscard]] base::Result<AuditPage> list(const AuditQuery& query) const;

  /// Checks every line; tells the head when all is as it was written. Fails with corrupt, naming
  /// the first line that is wrong, or when `earlier` is not a part of the log; with
  /// deadline_exceeded. Other readers come between.
  [[nodiscard]] base::Result<AuditHead> verify(const std::optional<AuditHead>& earlier = {},
                                               base::Deadline deadline = {}) const;

 private:
  struct Check;
  base::Result<bool> check_page(Check& check) const;

  Core* core_;
};

/// The hash of a line: SHA-256 over `previous` and each member with its length in front.
std::string audit_hash(const AuditLine& line, std::string_view previous);

}  // namespace facelatch::store
