// SPDX-License-Identifier: Apache-2.0
#include "store/store.hpp"

#include <fmt/format.h>

#include "store/schema.hpp"

namespace facelatch::store {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (folder.has_parent_path()) std::filesystem::create_directories(folder.parent_path(), error);
  const bool is_new = std::filesystem::create_directory(folder, error);
  if (is_new) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  if (!error && std::filesystem::is_directory(folder)) return {};
  return failure(ErrorCode::unavailable,
                 fmt::format("The folder {} of the store cannot be made.", folder.string()));
}

bool is_empty(const crypto::KeySources& sources) {
  return !sources.file && !sources.credential && !sources.environment;
}

/// The key file of the folder, made where there is neither a key nor anything that needs one.
Result<crypto::KeySources> own_key(const std::filesystem::path& folder) {
  const auto file = default_key_file(folder);
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    if (std::filesystem::exists(database_file(folder), ignored)) {
      return failure(ErrorCode::not_found,
                     fmt::format("The store {} is there, but its key is not: name the key file, or "
                                 "set FACELATCH_KEY.",
                                 folder.string()));
    }
    // Another process may be as quick; then its key is as good.
    auto made = crypto::create_key_file(file);
    if (!made && made.error().code != ErrorCode::already_exists) {
      return std::unexpected(made.error());
    }
  }
  return crypto::KeySources{.file = file, .credential = {}, .environment = {}};
}

/// Whether the given keys are the store's; fails with denied where they are not.
Result<void> check_keys(Core& core) {
  auto transaction = Transaction::begin(*core.writer, Intent::write);
  if (!transaction) return std::unexpected(transaction.error());
  if (auto keys = core.keys->for_writing(*transaction); !keys) {
    return std::unexpected(keys.error());
  }
  return transaction->commit();
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(StoreOptions options) {
  if (auto made = make_folder(options.folder); !made) return std::unexpected(made.error());
  if (is_empty(options.keys)) {
    auto own = own_key(options.folder);
    if (!own) return std::unexpected(own.error());
    options.keys = *std::move(own);
  }
  auto core = std::make_unique<Core>();
  core->clock = options.clock;
  auto keys = Keys::open(std::move(options.keys));
  if (!keys) return std::unexpected(keys.error());
  core->keys = *std::move(keys);
  for (auto* connection : {&core->writer, &core->reader}) {
    auto opened = Connection::open(database_file(options.folder), options.maximum_bytes);
    if (!opened) return std::unexpected(opened.error());
    *connection = *std::move(opened);
    if (connection != &core->writer) continue;
    if (auto migrated = migrate(*core->writer); !migrated) {
      return std::unexpected(migrated.error());
    }
  }
  if (auto checked = check_keys(*core); !checked) return std::unexpected(checked.error());
  return std::unique_ptr<Store>(
      new Store(std::move(options.folder), std::move(core), options.attempts));
}

Store::Store(std::filesystem::path folder, std::unique_ptr<Core> core,
             const AttemptOptions& attempts)
    : folder_(std::move(folder)),
      core_(std::move(core)),
      audit_(*core_),
      people_(*core_, audit_),
      templates_(*core_, audit_),
      attempts_(*core_, audit_, attempts),
      nonces_(*core_),
      token_keys_(*core_) {}

Result<std::vector<std::int64_t>> Store::clean_up() {
  auto removed = templates_.remove_expired();
  if (!removed) return removed;
  core_->writer->empty_log();
  if (auto noted = attempts_.fail_overdue(); !noted) return std::unexpected(noted.error());
  return removed;
}

Result<crypto::SecretBuffer> Store::derive(crypto::Purpose purpose) const {
  auto derived = derive_all(purpose);
  if (!derived) return std::unexpected(derived.error());
  return std::move(derived->front());
}

Result<std::vector<crypto::SecretBuffer>> Store::derive_all(crypto::Purpose purpose) const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  const auto keys = core_->keys->for_reading(*transaction);
  if (!keys) return std::unexpected(keys.error());
  std::vector<crypto::SecretBuffer> derived;
  for (const auto id : (*keys)->ring.ids()) {
    auto key = (*keys)->ring.derive(id, purpose);
    if (!key) return std::unexpected(key.error());
    derived.push_back(*std::move(key));
  }
  return derived;
}

}  // namespace facelatch::store
