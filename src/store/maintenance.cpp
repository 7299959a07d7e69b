// SPDX-License-Identifier: Apache-2.0
#include "store/maintenance.hpp"

#include <fmt/format.h>

#include <string>
#include <thread>
#include <vector>

#include "base/descriptor.hpp"
#include "crypto/random.hpp"
#include "store/token_keys.hpp"

namespace facelatch::store {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

/// Templates that are sealed in one transaction, so that other writers get their turn.
constexpr std::int64_t kBatch = 200;

struct Record {
  std::int64_t number;
  std::string person;
  std::string id;
  std::string model;
  std::string preprocessing;
  base::Bytes sealed;
};

Result<std::vector<Record>> next_records(Transaction& transaction, std::int64_t after) {
  auto query = transaction.query(
      "SELECT templates.number, people.id, templates.id, model, preprocessing, sealed FROM "
      "templates JOIN people ON people.number = person WHERE templates.number > ? ORDER BY "
      "templates.number LIMIT ?");
  query.bind(after);
  query.bind(kBatch);
  return all_rows(query, [](const Query& row) {
    const auto sealed = row.blob(5);
    return Record{row.integer(0), row.text(1), row.text(2),
                  row.text(3),    row.text(4), {sealed.begin(), sealed.end()}};
  });
}

/// Whether it had to be sealed anew.
Result<bool> seal_anew(Transaction& transaction, const LoadedKeys& keys, const Record& record) {
  const auto key = crypto::TemplateCipher::key_of(record.sealed);
  if (!key) return std::unexpected(key.error());
  if (*key == keys.ring.active()) return false;
  const crypto::RecordContext context{.person_id = record.person,
                                      .record_id = record.id,
                                      .model_id = record.model,
                                      .preprocessing_id = record.preprocessing};
  const auto content = keys.templates.open(context, record.sealed);
  if (!content) return std::unexpected(content.error());
  const auto sealed = keys.templates.seal(context, content->bytes());
  if (!sealed) return std::unexpected(sealed.error());
  const auto done = transaction.run("UPDATE templates SET sealed = ? WHERE number = ?",
                                    std::span<const std::uint8_t>(*sealed), record.number);
  if (!done) return std::unexpected(done.error());
  return true;
}

struct Progress {
  std::int64_t last = 0;
  std::int64_t sealed = 0;
  bool is_complete = false;
};

Result<void> seal_batch(Core& core, Progress& progress) {
  auto transaction = Transaction::begin(*core.writer, Intent::write);
  if (!transaction) return std::unexpected(transaction.error());
  const auto keys = core.keys->for_writing(*transaction);
  if (!keys) return std::unexpected(keys.error());
  const auto records = next_records(*transaction, progress.last);
  if (!records) return std::unexpected(records.error());
  for (const auto& record : *records) {
    const auto was_old = seal_anew(*transaction, **keys, record);
    if (!was_old) return std::unexpected(was_old.error());
    progress.sealed += *was_old ? 1 : 0;
    progress.last = record.number;
  }
  progress.is_complete = records->empty();
  return transaction->commit();
}

/// The ring of the file, with a new key in front unless an earlier rotation has left one there.
Result<void> put_new_key(const std::filesystem::path& file) {
  const auto ring = crypto::read_key_file(file);
  if (!ring) return std::unexpected(ring.error());
  if (ring->ids().size() > 1) return {};
  const auto longer = ring->with_new_key();
  if (!longer) return std::unexpected(longer.error());
  return crypto::replace_key_file(file, *longer);
}

Result<void> take_old_keys(const std::filesystem::path& file) {
  const auto ring = crypto::read_key_file(file);
  if (!ring) return std::unexpected(ring.error());
  const auto active = ring->with_active_only();
  if (!active) return std::unexpected(active.error());
  return crypto::replace_key_file(file, *active);
}

Result<void> check_all(Store& store) {
  if (auto pages = store.core().reader->check_integrity(); !pages) return pages;
  if (const auto audit = store.audit().verify(); !audit) return std::unexpected(audit.error());
  const auto kinds = store.templates().kinds();
  if (!kinds) return std::unexpected(kinds.error());
  for (const auto& kind : *kinds) {
    auto read = store.templates().visit(
        kind.kind, 0, [](const auto&, std::span<const float>) { return Result<void>(); },
        std::thread::hardware_concurrency());
    if (!read) return std::unexpected(read.error());
  }
  return {};
}

/// Goes away with all that is in it.
class RestoredFolder {
 public:
  explicit RestoredFolder(std::filesystem::path path) : path_(std::move(path)) {}
  RestoredFolder(const RestoredFolder&) = delete;
  RestoredFolder& operator=(const RestoredFolder&) = delete;
  RestoredFolder(RestoredFolder&&) = delete;
  RestoredFolder& operator=(RestoredFolder&&) = delete;
  ~RestoredFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

Result<void> restore_and_check(Store& store, const std::filesystem::path& copy) {
  const RestoredFolder folder(fmt::format("{}.{}.restored", copy.string(), crypto::random_id()));
  std::error_code error;
  std::filesystem::create_directory(folder.path(), error);
  if (!error) std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all, error);
  if (!error) std::filesystem::copy_file(copy, database_file(folder.path()), error);
  if (error) return failure(ErrorCode::unavailable, "There is no room to verify the backup.");
  StoreOptions options;
  options.folder = folder.path();
  options.keys = store.core().keys->sources();
  options.clock = store.core().clock;
  const auto restored = Store::open(std::move(options));
  if (!restored) return std::unexpected(restored.error());
  return check_all(**restored);
}

}  // namespace

Result<std::int64_t> rotate_keys(Store& store, std::string_view client) {
  auto& core = store.core();
  const auto& file = core.keys->sources().file;
  if (!file) {
    return failure(ErrorCode::invalid_argument,
                   "The master key is in no file that could be replaced: put a new key in front of "
                   "the old one where it comes from.");
  }
  const auto turn = base::lock_file(file->string() + ".lock");
  if (!turn.is_open()) {
    return failure(ErrorCode::unavailable, "The key file cannot be locked for the rotation.");
  }
  if (auto done = put_new_key(*file); !done) return std::unexpected(done.error());
  if (const auto keys = core.keys->reload(); !keys) return std::unexpected(keys.error());
  Progress progress;
  while (!progress.is_complete) {
    if (auto done = seal_batch(core, progress); !done) return std::unexpected(done.error());
  }
  // Its line puts the end of the audit log under the new key too, before the old one goes.
  auto noted = store.audit().append(done_event("keys_rotated", client, {}));
  if (!noted) return std::unexpected(noted.error());
  if (auto done = retire_token_keys(core); !done) return std::unexpected(done.error());
  if (auto done = take_old_keys(*file); !done) return std::unexpected(done.error());
  if (const auto keys = core.keys->reload(); !keys) return std::unexpected(keys.error());
  core.writer->empty_log();
  return progress.sealed;
}

Result<void> back_up(Store& store, const std::filesystem::path& target) {
  if (auto copied = store.core().reader->copy_to(target); !copied) return copied;
  auto checked = restore_and_check(store, target);
  if (!checked) {
    std::error_code ignored;
    std::filesystem::remove(target, ignored);
  }
  return checked;
}

}  // namespace facelatch::store
