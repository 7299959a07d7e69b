// SPDX-License-Identifier: Apache-2.0
#include "store/token_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/file.hpp"
#include "base/hex.hpp"
#include "crypto/authenticate.hpp"

namespace facelatch::store {
namespace {

using base::Result;

struct Retired {
  std::array<std::uint8_t, 32> key{};
  std::int64_t until_ms = 0;
};

std::string message_of(const Retired& retired) {
  return fmt::format("facelatch retired token key 1 {} {}", base::to_hex(retired.key),
                     retired.until_ms);
}

/// What one of the store's keys has written, and nothing else.
bool is_ours(const LoadedKeys& keys, const Retired& retired, std::span<const std::uint8_t> code) {
  const auto message = message_of(retired);
  return std::ranges::any_of(keys.ring.ids(), [&](crypto::KeyId id) {
    const auto expected = keys.authenticate(id, base::bytes_of(message));
    return expected &&
           crypto::equal_in_constant_time(std::span<const std::uint8_t>(*expected), code);
  });
}

Result<std::vector<Retired>> retired_keys(Transaction& transaction, const LoadedKeys& keys,
                                          base::UnixTime now) {
  auto query = transaction.query(
      "SELECT public_key, until_ms, code FROM retired_token_keys WHERE until_ms > ? AND until_ms "
      "<= ?");
  query.bind(milliseconds_of(now));
  // Later ones are of a clock that was set back.
  query.bind(milliseconds_of(now + kRetiredKeyLife));
  std::vector<Retired> found;
  while (true) {
    const auto row = query.step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return found;
    Retired retired{.key = {}, .until_ms = query.integer(1)};
    const auto bytes = query.blob(0);
    if (bytes.size() != retired.key.size()) continue;
    std::ranges::copy(bytes, retired.key.begin());
    if (is_ours(keys, retired, query.blob(2))) found.push_back(retired);
  }
}

Result<void> write(Transaction& transaction, const LoadedKeys& keys, const Retired& retired) {
  const auto code = keys.authenticate(keys.ring.active(), base::bytes_of(message_of(retired)));
  if (!code) return std::unexpected(code.error());
  const auto done = transaction.run("INSERT OR REPLACE INTO retired_token_keys VALUES(?, ?, ?)",
                                    std::span<const std::uint8_t>(retired.key), retired.until_ms,
                                    std::span<const std::uint8_t>(*code));
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<crypto::SigningKey> signing_key_of(const LoadedKeys& keys, crypto::KeyId id) {
  const auto seed = keys.ring.derive(id, crypto::Purpose::tokens);
  if (!seed) return std::unexpected(seed.error());
  return crypto::SigningKey::from_seed(*seed);
}

}  // namespace

Result<crypto::SigningKey> TokenKeys::signing_key() const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  const auto keys = core_->keys->for_reading(*transaction);
  if (!keys) return std::unexpected(keys.error());
  return signing_key_of(**keys, (*keys)->ring.active());
}

Result<std::vector<crypto::PublicKey>> TokenKeys::public_keys() const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  const auto keys = core_->keys->for_reading(*transaction);
  if (!keys) return std::unexpected(keys.error());
  std::vector<crypto::PublicKey> found;
  for (const auto id : (*keys)->ring.ids()) {
    const auto key = signing_key_of(**keys, id);
    if (!key) return std::unexpected(key.error());
    found.push_back(key->public_key());
  }
  const auto retired = retired_keys(*transaction, **keys, core_->clock());
  if (!retired) return std::unexpected(retired.error());
  for (const auto& each : *retired) {
    found.push_back(crypto::PublicKey::from_bytes(each.key));
  }
  return found;
}

Result<void> retire_token_keys(Core& core) {
  auto transaction = Transaction::begin(*core.writer, Intent::write);
  if (!transaction) return std::unexpected(transaction.error());
  const auto keys = core.keys->for_writing(*transaction);
  if (!keys) return std::unexpected(keys.error());
  const auto now = core.clock();
  // Those of a rotation shortly before stand under a key that is about to go.
  auto retired = retired_keys(*transaction, **keys, now);
  if (!retired) return std::unexpected(retired.error());
  for (const auto id : (*keys)->ring.ids()) {
    if (id == (*keys)->ring.active()) continue;
    const auto key = signing_key_of(**keys, id);
    if (!key) return std::unexpected(key.error());
    retired->push_back({key->public_key().bytes, milliseconds_of(now + kRetiredKeyLife)});
  }
  if (const auto done = transaction->run("DELETE FROM retired_token_keys"); !done) {
    return std::unexpected(done.error());
  }
  for (const auto& each : *retired) {
    if (auto done = write(*transaction, **keys, each); !done) return done;
  }
  return transaction->commit();
}

}  // namespace facelatch::store
