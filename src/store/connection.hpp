// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace facelatch::store {

/// One use of a prepared statement. Placeholders take the values of bind() in their order. Lives no
/// longer than the transaction that made it. Externally synchronised.
class Query {
 public:
  Query(sqlite3* database, sqlite3_stmt* statement, int status)
      : database_(database), statement_(statement), status_(status) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  Query(Query&& other) noexcept;
  Query& operator=(Query&&) = delete;
  ~Query();

  void bind(std::int64_t value);
  void bind(std::string_view value);
  void bind(std::span<const std::uint8_t> value);
  void bind(std::optional<std::int64_t> value);
  /// An empty text as NULL.
  void bind_text_or_null(std::string_view value);

  /// Whether there is a next row, to which the readers below then refer. Fails as
  /// Transaction::run does.
  base::Result<bool> step();

  [[nodiscard]] std::int64_t integer(int column) const;
  /// Empty for NULL.
  [[nodiscard]] std::string text(int column) const;
  /// Valid until the next step.
  [[nodiscard]] std::span<const std::uint8_t> blob(int column) const;

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_;
  int status_;
  int bound_ = 0;
};

/// Every row that is left, each as `read` makes it of the query. Fails as Query::step does.
template <class Read>
auto all_rows(Query& query, const Read& read)
    -> base::Result<std::vector<std::invoke_result_t<const Read&, const Query&>>> {
  std::vector<std::invoke_result_t<const Read&, const Query&>> rows;
  while (true) {
    const auto row = query.step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return rows;
    rows.push_back(read(query));
  }
}

/// One connection to the database file, shared by threads that take turns: a Transaction holds it.
class Connection {
 public:
  /// Opens or makes the file (mode 0600) in WAL mode, with secure deletion, foreign keys and full
  /// synchronisation. `maximum_bytes` limits the file. Fails with unavailable or corrupt.
  static base::Result<std::unique_ptr<Connection>> open(const std::filesystem::path& file,
                                                        std::uint64_t maximum_bytes);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection(Connection&&) = delete;
  Connection& operator=(Connection&&) = delete;
  ~Connection();

  /// Moves everything from the write-ahead log into the file and empties the log, so that nothing
  /// that was deleted stays in it. False while another process reads, or where the disk fails.
  bool empty_log();

  /// A copy of the database as it is now, while others use it. `file` must not exist. Fails with
  /// already_exists or unavailable.
  base::Result<void> copy_to(const std::filesystem::path& file);

  /// SQLite's own check of the whole file; corrupt where something is wrong.
  base::Result<void> check_integrity();

 private:
  friend class Transaction;
  explicit Connection(sqlite3* database) : database_(database) {}
  base::Result<void> execute(const char* text);
  Query prepare(std::string_view text);

  struct Finalise {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalise>;

  sqlite3* database_;
  std::mutex mutex_;
  std::map<std::string, Statement, std::less<>> statements_;
};

/// Whether a transaction may write: then no other one of this or another process writes meanwhile.
enum class Intent { read, write };

/// Everything inside happens as a whole or not at all, and sees the database as of its start.
/// Holds its connection; whatever is not committed is undone at the end. Move-only; one thread.
class Transaction {
 public:
  /// Fails with unavailable: another process writes for seconds, a disk that is full or read-only.
  static base::Result<Transaction> begin(Connection& connection, Intent intent);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  Query query(std::string_view text) { return connection_->prepare(text); }

  /// Runs a statement that gives no rows and tells how many rows it changed. Fails with
  /// already_exists (a unique value), unavailable (disk), corrupt or internal.
  template <class... Values>
  base::Result<std::int64_t> run(std::string_view text, const Values&... values) {
    auto statement = query(text);
    (statement.bind(values), ...);
    return finish(statement);
  }
  base::Result<std::int64_t> finish(Query& statement);

  /// The row that was inserted last.
  [[nodiscard]] std::int64_t last_row() const;

  /// Once this has returned well, the changes survive a crash.
  base::Result<void> commit();

 private:
  Transaction(Connection& connection, std::unique_lock<std::mutex> lock)
      : connection_(&connection), lock_(std::move(lock)) {}

  Connection* connection_;
  std::unique_lock<std::mutex> lock_;
  bool is_open_ = true;
};

}  // namespace facelatch::store
