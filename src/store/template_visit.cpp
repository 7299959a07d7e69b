// SPDX-License-Identifier: Apache-2.0
// Reading every template of a kind, on several threads: a search index is filled from it.
#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include "base/wipe.hpp"
#include "store/template_rows.hpp"
#include "store/templates.hpp"

namespace facelatch::store {
namespace {

using base::ErrorCode;
using base::Result;

/// Rows that are read in one transaction: others get their turn, and two such lie in memory.
constexpr std::int64_t kRowsOfBatch = 2048;

struct Batch {
  struct Row {
    Template record;
    std::size_t offset = 0;
    std::size_t size = 0;
  };
  std::vector<Row> rows;
  base::Bytes sealed;

  [[nodiscard]] std::span<const std::uint8_t> sealed_of(const Row& row) const {
    return std::span(sealed).subspan(row.offset, row.size);
  }
};

Result<Batch> read_batch(const Core& core, const TemplateKind& kind, std::int64_t after) {
  auto transaction = Transaction::begin(*core.reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  auto query = transaction->query(
      std::string(kSelectTemplates) +
      "model = ? AND preprocessing = ? AND templates.number > ? AND expires_ms > ? ORDER BY "
      "templates.number LIMIT ?");
  query.bind(std::string_view(kind.model));
  query.bind(std::string_view(kind.preprocessing));
  query.bind(after);
  query.bind(milliseconds_of(core.clock()));
  query.bind(kRowsOfBatch);
  Batch batch;
  while (true) {
    const auto row = query.step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return batch;
    const auto sealed = query.blob(kSealedColumn);
    batch.rows.push_back({template_of(query), batch.sealed.size(), sealed.size()});
    batch.sealed.insert(batch.sealed.end(), sealed.begin(), sealed.end());
  }
}

/// Opens the rows of a batch on several threads. The first failure ends it.
class Opening {
 public:
  Opening(const Templates& templates, Keys& keys, const Batch& batch,
          const TemplateVisitor& visitor)
      : templates_(templates), keys_(keys), batch_(batch), visitor_(visitor) {}

  Result<void> run(unsigned threads) {
    {
      std::vector<std::jthread> helpers;
      for (unsigned i = 1; i < threads; ++i) helpers.emplace_back([this] { work(); });
      work();
    }
    if (error_) return std::unexpected(*std::move(error_));
    return {};
  }

 private:
  void work() {
    std::vector<float> vector;
    vector.reserve(kMaximumTemplateValues);  // Growing would leave copies behind.
    const base::WipeAtEnd wipe_vector(vector);
    while (true) {
      const auto i = next_.fetch_add(1, std::memory_order_relaxed);
      if (i >= batch_.rows.size()) return;
      const auto& row = batch_.rows[i];
      auto opened = open(row, vector);
      if (!opened && opened.error().code == ErrorCode::not_found) continue;
      if (opened) opened = visitor_(row.record, vector);
      if (opened) continue;
      next_.store(batch_.rows.size(), std::memory_order_relaxed);
      const std::lock_guard lock(mutex_);
      error_ = std::move(opened.error());
    }
  }

  Result<void> open(const Batch::Row& row, std::vector<float>& vector) {
    const auto sealed = batch_.sealed_of(row);
    vector.resize(values_of(sealed));
    auto opened = open_record(keys_, row.record, sealed, vector);
    if (opened || opened.error().code != ErrorCode::denied) return opened;
    // Since the batch was read, a rotation may have sealed it anew and thrown its key away.
    return templates_.read(row.record.number, vector);
  }

  const Templates& templates_;
  Keys& keys_;
  const Batch& batch_;
  const TemplateVisitor& visitor_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::optional<base::Error> error_;  ///< guarded by mutex_
};

}  // namespace

Result<std::int64_t> Templates::visit(const TemplateKind& kind, std::int64_t after,
                                      const TemplateVisitor& visitor, unsigned threads) const {
  auto batch = read_batch(*core_, kind, after);
  while (batch && !batch->rows.empty()) {
    after = batch->rows.back().record.number;
    const bool is_last = std::ssize(batch->rows) < kRowsOfBatch;
    // The next one is read while this one is opened.
    auto next = std::async(is_last ? std::launch::deferred : std::launch::async,
                           [&, last = after] { return read_batch(*core_, kind, last); });
    auto opened = Opening(*this, *core_->keys, *batch, visitor).run(is_last ? 1 : threads);
    if (!opened) return std::unexpected(opened.error());
    if (is_last) return after;
    batch = next.get();
  }
  if (!batch) return std::unexpected(batch.error());
  return after;
}

}  // namespace facelatch::store
