// SPDX-License-Identifier: Apache-2.0
#include "store/keys.hpp"

#include <algorithm>
#include <utility>

namespace facelatch::store {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;
using SharedKeys = std::shared_ptr<const LoadedKeys>;

Result<SharedKeys> load(const crypto::KeySources& sources) {
  auto ring = crypto::load_keys(sources);
  if (!ring) return std::unexpected(ring.error());
  auto cipher = crypto::TemplateCipher::create(*ring, crypto::Purpose::templates);
  if (!cipher) return std::unexpected(cipher.error());
  return std::make_shared<const LoadedKeys>(*std::move(ring), *std::move(cipher));
}

Result<std::string> agreed_key(Transaction& transaction) {
  auto query = transaction.query("SELECT value FROM settings WHERE name='active_key'");
  const auto row = query.step();
  if (!row) return std::unexpected(row.error());
  return *row ? query.text(0) : std::string();
}

}  // namespace

Result<crypto::AuthenticationCode> LoadedKeys::authenticate(
    crypto::KeyId id, std::span<const std::uint8_t> message) const {
  const auto key = ring.derive(id, crypto::Purpose::audit);
  if (!key) return std::unexpected(key.error());
  return crypto::authenticate(*key, message);
}

bool is_named(const LoadedKeys& keys, std::string_view name) {
  const auto ids = keys.ring.ids();
  return std::ranges::any_of(ids, [&](crypto::KeyId id) { return crypto::to_string(id) == name; });
}

Result<std::unique_ptr<Keys>> Keys::open(crypto::KeySources sources) {
  std::unique_ptr<Keys> keys(new Keys(std::move(sources)));
  if (auto loaded = keys->reload(); !loaded) return std::unexpected(loaded.error());
  return keys;
}

SharedKeys Keys::current() const {
  const std::lock_guard lock(mutex_);
  return keys_;
}

Result<SharedKeys> Keys::reload() {
  auto loaded = load(sources_);
  if (!loaded) return loaded;
  const std::lock_guard lock(mutex_);
  keys_ = *loaded;
  return loaded;
}

Result<SharedKeys> Keys::for_writing(Transaction& transaction) {
  const auto agreed = agreed_key(transaction);
  if (!agreed) return std::unexpected(agreed.error());
  auto keys = current();
  if (crypto::to_string(keys->ring.active()) == *agreed) return keys;
  if (auto fresh = reload()) keys = *fresh;
  const auto active = crypto::to_string(keys->ring.active());
  if (active == *agreed) return keys;
  if (!agreed->empty() && !is_named(*keys, *agreed)) {
    return failure(ErrorCode::denied,
                   "The store was sealed under another key than the given ones.");
  }
  // The operator has put a new key in front of the old one: from now on every process uses it.
  const auto set = transaction.run("INSERT OR REPLACE INTO settings VALUES('active_key', ?)",
                                   std::string_view(active));
  if (!set) return std::unexpected(set.error());
  return keys;
}

Result<SharedKeys> Keys::for_reading(Transaction& transaction) {
  const auto agreed = agreed_key(transaction);
  if (!agreed) return std::unexpected(agreed.error());
  auto keys = current();
  if (agreed->empty() || crypto::to_string(keys->ring.active()) == *agreed) return keys;
  return reload();
}

}  // namespace facelatch::store
