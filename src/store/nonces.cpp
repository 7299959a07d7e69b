// SPDX-License-Identifier: Apache-2.0
#include "store/nonces.hpp"

#include <string>

namespace facelatch::store {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::size_t kMaximumBytes = 128;

bool is_sound(std::string_view text) { return !text.empty() && text.size() <= kMaximumBytes; }

}  // namespace

Result<void> Nonces::use(std::string_view purpose, std::string_view nonce, base::UnixTime expires) {
  if (!is_sound(purpose) || !is_sound(nonce) || purpose.find(':') != std::string_view::npos) {
    return failure(ErrorCode::invalid_argument, "The nonce is empty or too long.");
  }
  auto transaction = Transaction::begin(*core_->writer, Intent::write);
  if (!transaction) return std::unexpected(transaction.error());
  const auto now = core_->clock();
  if (expires <= now) return failure(ErrorCode::deadline_exceeded, "The nonce has expired.");
  const auto cleaned =
      transaction->run("DELETE FROM nonces WHERE expires_ms <= ?", milliseconds_of(now));
  if (!cleaned) return std::unexpected(cleaned.error());
  const auto text = std::string(purpose) + ":" + std::string(nonce);
  const auto done = transaction->run("INSERT INTO nonces VALUES(?, ?)", std::string_view(text),
                                     milliseconds_of(expires));
  if (!done && done.error().code == ErrorCode::already_exists) {
    return failure(ErrorCode::already_exists, "The nonce was used before.");
  }
  if (!done) return std::unexpected(done.error());
  return transaction->commit();
}

}  // namespace facelatch::store
