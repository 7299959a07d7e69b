// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "store/attempt_rules.hpp"
#include "store/audit.hpp"
#include "store/core.hpp"

namespace facelatch::store {

/// Whose failures are counted.
enum class Counted { person, client };

struct AttemptOptions {
  AttemptLimits person;
  AttemptLimits client;
  /// A try that has not ended by then has failed: its process may be gone. It leaves a line in the
  /// audit log ("attempt_ended", "denied", "overdue").
  std::chrono::milliseconds longest_try{60'000};
};

/// A try that has begun, or why it may not.
struct Attempt {
  AdmissionAnswer answer;
  std::string id;  ///< of the try; empty unless it was admitted
};

enum class AttemptEnd {
  succeeded,  ///< Both counts begin anew.
  failed,
  withdrawn,  ///< Nothing was decided (no picture arrived, the server was busy): not counted.
};

struct CountedSubject {
  Counted kind = Counted::person;
  std::string subject;
  AttemptCount count;
  AdmissionAnswer answer;  ///< what it would be told now
};

/// Counts failures per person and per client, on the disk: neither restart nor crash forgets them.
/// `person_id` may be any text of a client: a person who does not exist is counted like one who
/// does, so that nothing tells the difference. Thread-safe, also among processes.
class Attempts {
 public:
  Attempts(Core& core, Audit& audit, AttemptOptions options)
      : core_(&core), audit_(&audit), options_(options) {}

  /// Must be called before a face is looked at; admitted tries must be ended. An empty id is not
  /// counted (identification has no person, the command line may have no client). Fails with
  /// invalid_argument for an id of more than 128 bytes, unavailable when it cannot be written down.
  base::Result<Attempt> begin(std::string_view person_id, std::string_view client);

  /// On the disk when it returns. Fails with not_found when the try had ended already or took too
  /// long: it has then been counted as failed, and its decision must not be told.
  base::Result<void> end(std::string_view attempt_id, AttemptEnd end);

  /// Counts the tries that took too long as failed, each with a line in the audit log, as begin()
  /// and end() do first: for when nobody comes any more. Fails with unavailable.
  base::Result<void> fail_overdue();

  /// By an operator, or behind another factor. Fails with not_found where nothing is counted.
  base::Result<void> reset(Counted kind, std::string_view subject, std::string_view by);

  /// Those with failures, the most first; at most `count` of them.
  [[nodiscard]] base::Result<std::vector<CountedSubject>> list(std::size_t count) const;

  [[nodiscard]] const AttemptOptions& options() const { return options_; }

 private:
  [[nodiscard]] const AttemptLimits& limits(Counted kind) const {
    return kind == Counted::person ? options_.person : options_.client;
  }
  base::Result<void> fail_overdue(Transaction& transaction, base::UnixTime now);
  base::Result<AdmissionAnswer> ask(Transaction& transaction, Counted kind,
                                    std::string_view subject, base::UnixTime now) const;

  Core* core_;
  Audit* audit_;
  AttemptOptions options_;
};

/// "person", "client"
std::string_view name_of(Counted kind);
/// Fails with invalid_argument.
base::Result<Counted> counted_named(std::string_view name);

}  // namespace facelatch::store
