// SPDX-License-Identifier: Apache-2.0
#include "store/schema.hpp"

#include <array>

namespace facelatch::store {
namespace {

using base::Result;

/// What leads from each version to the next; never changed once released, only added to.
/// AUTOINCREMENT: numbers of the deleted are never given again, so that no index row of a deleted
/// template can come to stand for another one.
constexpr std::array kSteps{
    R"(
CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE people(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  reference TEXT UNIQUE,
  consent TEXT NOT NULL,
  consented_ms INTEGER NOT NULL,
  retention_days INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL) STRICT;
CREATE TABLE templates(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  person INTEGER NOT NULL REFERENCES people(number) ON DELETE CASCADE,
  model TEXT NOT NULL,
  preprocessing TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  sealed BLOB NOT NULL) STRICT;
CREATE INDEX templates_by_person ON templates(person);
CREATE INDEX templates_by_end ON templates(expires_ms);
CREATE INDEX templates_by_model ON templates(model, preprocessing);
CREATE TABLE counters(
  kind TEXT NOT NULL, subject TEXT NOT NULL,
  failures INTEGER NOT NULL, last_failure_ms INTEGER NOT NULL,
  PRIMARY KEY(kind, subject)) STRICT, WITHOUT ROWID;
CREATE TABLE tries(
  id TEXT PRIMARY KEY, person TEXT NOT NULL, client TEXT NOT NULL,
  ends_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE nonces(
  nonce TEXT PRIMARY KEY, expires_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX nonces_by_end ON nonces(expires_ms);
CREATE TABLE audit(
  number INTEGER PRIMARY KEY,
  time_ms INTEGER NOT NULL,
  action TEXT NOT NULL, client TEXT NOT NULL, person TEXT NOT NULL, policy TEXT NOT NULL,
  models TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
  hash TEXT NOT NULL) STRICT;
CREATE TABLE audit_head(
  one INTEGER PRIMARY KEY CHECK(one = 1),
  lines INTEGER NOT NULL, hash TEXT NOT NULL,
  key TEXT NOT NULL, code BLOB NOT NULL) STRICT;
)",
    // A search index learns from it what to forget, without listing all that are left. It grows by
    // a few bytes for each template that was ever removed, as the audit log does by more.
    R"(
CREATE TABLE removed_templates(
  position INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER NOT NULL) STRICT;
CREATE TRIGGER templates_removed AFTER DELETE ON templates BEGIN
  INSERT INTO removed_templates(number) VALUES(old.number); END;
)",
    // Tokens of a key that a rotation took away are still to be checked for a while.
    R"(
CREATE TABLE retired_token_keys(
  public_key BLOB PRIMARY KEY, until_ms INTEGER NOT NULL, code BLOB NOT NULL) STRICT, WITHOUT ROWID;
)"};

/// Statements end at the end of a line; others stand within a trigger.
Result<void> run_all(Transaction& transaction, std::string_view text) {
  while (true) {
    const auto end = text.find(";\n");
    if (end == std::string_view::npos) return {};
    if (const auto done = transaction.run(text.substr(0, end)); !done) {
      return std::unexpected(done.error());
    }
    text.remove_prefix(end + 1);
  }
}

Result<std::int64_t> version_of(Transaction& transaction) {
  auto query = transaction.query("PRAGMA user_version");
  const auto row = query.step();
  if (!row) return std::unexpected(row.error());
  return query.integer(0);
}

}  // namespace

int schema_version() { return static_cast<int>(kSteps.size()); }

Result<void> migrate(Connection& connection) {
  auto transaction = Transaction::begin(connection, Intent::write);
  if (!transaction) return std::unexpected(transaction.error());
  const auto version = version_of(*transaction);
  if (!version) return std::unexpected(version.error());
  if (*version < 0 || *version > schema_version()) {
    return base::failure(base::ErrorCode::unavailable,
                         "A newer version of facelatch has made this store; use that one.");
  }
  if (*version == schema_version()) return {};
  for (auto step = static_cast<std::size_t>(*version); step < kSteps.size(); ++step) {
    if (auto done = run_all(*transaction, kSteps.at(step)); !done) return done;
  }
  // A pragma takes no placeholders.
  const auto text = "PRAGMA user_version=" + std::to_string(schema_version());
  if (const auto set = transaction->run(text); !set) return std::unexpected(set.error());
  return transaction->commit();
}

}  // namespace facelatch::store
