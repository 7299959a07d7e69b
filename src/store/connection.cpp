// SPDX-License-Identifier: Apache-2.0
#include "store/connection.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/descriptor.hpp"

namespace facelatch::store {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr int kBusyMilliseconds = 10'000;
/// Seven sealed templates of 512 numbers fit in one; in SQLite's usual 4 kB only one would.
constexpr std::uint64_t kPageBytes = 16'384;

base::Error error_of(int status) {
  // The extended code says more than its lowest byte, which names the kind.
  if (status == SQLITE_CONSTRAINT_UNIQUE || status == SQLITE_CONSTRAINT_PRIMARYKEY) {
    return {ErrorCode::already_exists, "The store has this already."};
  }
  switch (status & 0xFF) {
    case SQLITE_FULL:
      return {ErrorCode::unavailable, "There is no room left for the store; nothing was changed."};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {ErrorCode::unavailable,
              "The store is on a read-only disk or its file may not be written; nothing was "
              "changed."};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::unavailable, "Another process keeps the store busy; try again."};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {ErrorCode::corrupt, "The file of the store is damaged; restore a backup."};
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
      return {ErrorCode::unavailable,
              "The file of the store cannot be opened, read or written; nothing was changed."};
    default:
      return {ErrorCode::internal, "The store could not do what was asked."};
  }
}

/// SQLite makes its other files with the mode of this one. A file that is there must not be opened
/// and closed again: that would let go of every lock that this process has on it (close(2) of any
/// descriptor, POSIX fcntl), and another process, closing the store, would take the log of this one
/// away (sqlite.org/howtocorrupt.html, section 2.2).
Result<void> make_private_file(const std::filesystem::path& file) {
  const base::Descriptor made(
      ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (made.is_open()) return {};
  if (errno == EEXIST && ::access(file.c_str(), R_OK | W_OK) == 0) return {};
  return failure(ErrorCode::unavailable,
                 fmt::format("The store {} cannot be opened for writing.", file.string()));
}

Result<sqlite3*> open_database(const std::filesystem::path& file) {
  sqlite3* database = nullptr;
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                         SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW;
  const int status = ::sqlite3_open_v2(file.c_str(), &database, kFlags, nullptr);
  if (status == SQLITE_OK) return database;
  ::sqlite3_close(database);
  return std::unexpected(error_of(status));
}

}  // namespace

Query::Query(Query&& other) noexcept
    : database_(other.database_),
      statement_(std::exchange(other.statement_, nullptr)),
      status_(other.status_),
      bound_(other.bound_) {}

Query::~Query() {
  if (statement_ == nullptr) return;
  ::sqlite3_reset(statement_);
  ::sqlite3_clear_bindings(statement_);
}

void Query::bind(std::int64_t value) {
  if (status_ == SQLITE_OK) status_ = ::sqlite3_bind_int64(statement_, ++bound_, value);
}

void Query::bind(std::string_view value) {
  if (status_ != SQLITE_OK) return;
  // A null pointer would bind NULL in place of an empty text.
  const char* bytes = value.empty() ? "" : value.data();
  status_ = ::sqlite3_bind_text64(statement_, ++bound_, bytes, value.size(), SQLITE_TRANSIENT,
                                  SQLITE_UTF8);
}

void Query::bind(std::span<const std::uint8_t> value) {
  if (status_ != SQLITE_OK) return;
  status_ =
      ::sqlite3_bind_blob64(statement_, ++bound_, value.data(), value.size(), SQLITE_TRANSIENT);
}

void Query::bind(std::optional<std::int64_t> value) {
  if (value) {
    bind(*value);
  } else if (status_ == SQLITE_OK) {
    status_ = ::sqlite3_bind_null(statement_, ++bound_);
  }
}

void Query::bind_text_or_null(std::string_view value) {
  if (value.empty()) {
    bind(std::optional<std::int64_t>());
  } else {
    bind(value);
  }
}

Result<bool> Query::step() {
  if (status_ != SQLITE_OK) return std::unexpected(error_of(status_));
  const int status = ::sqlite3_step(statement_);
  if (status == SQLITE_ROW) return true;
  if (status == SQLITE_DONE) return false;
  return std::unexpected(error_of(::sqlite3_extended_errcode(database_)));
}

std::int64_t Query::integer(int column) const { return ::sqlite3_column_int64(statement_, column); }

std::string Query::text(int column) const {
  const auto* bytes = ::sqlite3_column_text(statement_, column);
  if (bytes == nullptr) return {};
  return {reinterpret_cast<const char*>(bytes),
          static_cast<std::size_t>(::sqlite3_column_bytes(statement_, column))};
}

std::span<const std::uint8_t> Query::blob(int column) const {
  const auto* bytes = static_cast<const std::uint8_t*>(::sqlite3_column_blob(statement_, column));
  return {bytes, static_cast<std::size_t>(::sqlite3_column_bytes(statement_, column))};
}

void Connection::Finalise::operator()(sqlite3_stmt* statement) const {
  ::sqlite3_finalize(statement);
}

Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path& file,
                                                     std::uint64_t maximum_bytes) {
  if (auto made = make_private_file(file); !made) return std::unexpected(made.error());
  auto database = open_database(file);
  if (!database) return std::unexpected(database.error());
  std::unique_ptr<Connection> connection(new Connection(*database));
  ::sqlite3_busy_timeout(*database, kBusyMilliseconds);
  // Texts inside the schema must not run functions: the file may come from a backup.
  ::sqlite3_db_config(*database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  ::sqlite3_db_config(*database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  const auto settings = fmt::format(
      "PRAGMA page_size={};PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
      "PRAGMA secure_delete=ON;PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY;"
      "PRAGMA cell_size_check=ON;PRAGMA max_page_count={};",
      kPageBytes, std::max<std::uint64_t>(maximum_bytes / kPageBytes, 1));
  if (auto set = connection->execute(settings.c_str()); !set) return std::unexpected(set.error());
  return connection;
}

Connection::~Connection() {
  statements_.clear();
  ::sqlite3_close(database_);
}

Result<void> Connection::execute(const char* text) {
  const int status = ::sqlite3_exec(database_, text, nullptr, nullptr, nullptr);
  if (status == SQLITE_OK) return {};
  return std::unexpected(error_of(::sqlite3_extended_errcode(database_)));
}

Query Connection::prepare(std::string_view text) {
  auto found = statements_.find(text);
  if (found == statements_.end()) {
    sqlite3_stmt* statement = nullptr;
    const int status = ::sqlite3_prepare_v3(database_, text.data(), static_cast<int>(text.size()),
                                            SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (status != SQLITE_OK) return {database_, nullptr, status};
    found = statements_.emplace(text, Statement(statement)).first;
  }
  return {database_, found->second.get(), SQLITE_OK};
}

bool Connection::empty_log() {
  const std::lock_guard lock(mutex_);
  return ::sqlite3_wal_checkpoint_v2(database_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                                     nullptr) == SQLITE_OK;
}

Result<void> Connection::copy_to(const std::filesystem::path& file) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) {
    return failure(ErrorCode::already_exists,
                   fmt::format("There is a file {} already.", file.string()));
  }
  if (auto made = make_private_file(file); !made) return made;
  auto target = open_database(file);
  if (!target) return std::unexpected(target.error());
  int status = SQLITE_OK;
  {
    const std::lock_guard lock(mutex_);
    auto* backup = ::sqlite3_backup_init(*target, "main", database_, "main");
    if (backup != nullptr) {
      ::sqlite3_backup_step(backup, -1);
      status = ::sqlite3_backup_finish(backup);
    } else {
      status = ::sqlite3_errcode(*target);
    }
  }
  // A copy in one file: it must not need a log beside it.
  if (status == SQLITE_OK) {
    status = ::sqlite3_exec(*target, "PRAGMA journal_mode=DELETE", nullptr, nullptr, nullptr);
  }
  ::sqlite3_close(*target);
  if (status == SQLITE_OK) return {};
  std::filesystem::remove(file, ignored);
  return std::unexpected(error_of(status));
}

Result<void> Connection::check_integrity() {
  const std::lock_guard lock(mutex_);
  auto query = prepare("PRAGMA integrity_check(1)");
  const auto row = query.step();
  if (!row) return std::unexpected(row.error());
  if (*row && query.text(0) == "ok") return {};
  return std::unexpected(error_of(SQLITE_CORRUPT));
}

Result<Transaction> Transaction::begin(Connection& connection, Intent intent) {
  std::unique_lock lock(connection.mutex_);
  const auto* text = intent == Intent::write ? "BEGIN IMMEDIATE" : "BEGIN";
  if (auto begun = connection.execute(text); !begun) return std::unexpected(begun.error());
  return Transaction(connection, std::move(lock));
}

Transaction::Transaction(Transaction&& other) noexcept
    : connection_(other.connection_),
      lock_(std::move(other.lock_)),
      is_open_(std::exchange(other.is_open_, false)) {}

Transaction::~Transaction() {
  // SQLite may have rolled back by itself already, when the disk was full.
  if (is_open_) [[maybe_unused]]
    const auto done = connection_->execute("ROLLBACK");
}

Result<std::int64_t> Transaction::finish(Query& statement) {
  const auto row = statement.step();
  if (!row) return std::unexpected(row.error());
  return ::sqlite3_changes64(connection_->database_);
}

std::int64_t Transaction::last_row() const {
  return ::sqlite3_last_insert_rowid(connection_->database_);
}

Result<void> Transaction::commit() {
  auto done = connection_->execute("COMMIT");
  if (done) is_open_ = false;
  return done;
}

}  // namespace facelatch::store
