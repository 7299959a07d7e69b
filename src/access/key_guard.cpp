// SPDX-License-Identifier: Apache-2.0
#include "access/key_guard.hpp"

#include <cmath>
#include <utility>

#include "access/scope.hpp"

namespace facelatch::access {
namespace {

using base::ErrorCode;
using http::Fault;

constexpr std::chrono::seconds kLookInterval{1};

std::string_view without_scheme(std::string_view authorization) {
  constexpr std::string_view kScheme = "Bearer ";
  if (!http::equal_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) return {};
  return http::trimmed(authorization.substr(kScheme.size()));
}

std::string_view shown_text(const http::Headers& headers) {
  if (const auto authorization = headers.find("Authorization")) {
    return without_scheme(*authorization);
  }
  return headers.value_or_empty("X-Api-Key");
}

std::filesystem::file_time_type change_of(const std::filesystem::path& path) {
  std::error_code error;
  const auto time = std::filesystem::last_write_time(path, error);
  return error ? std::filesystem::file_time_type() : time;
}

Fault unauthenticated(std::string sentence) {
  return Fault(base::Error{ErrorCode::unauthenticated, std::move(sentence)});
}

}  // namespace

KeyGuard::KeyGuard(std::filesystem::path path, Clocks clocks)
    : path_(std::move(path)), clocks_(std::move(clocks)), looked_at_(clocks_.steady()) {}

base::Result<std::shared_ptr<KeyGuard>> KeyGuard::open(std::filesystem::path path, Clocks clocks) {
  std::shared_ptr<KeyGuard> guard(new KeyGuard(std::move(path), std::move(clocks)));
  if (auto loaded = guard->reload(); !loaded) return std::unexpected(loaded.error());
  return guard;
}

base::Result<void> KeyGuard::reload() {
  // Asked before the file is read: a change in between is then seen the next time.
  const auto changed_at = change_of(path_);
  auto list = read_keys(path_);
  const std::scoped_lock lock(mutex_);
  changed_at_ = changed_at;
  if (!list) return std::unexpected(list.error());
  auto keys = std::make_shared<Keys>();
  for (auto& key : *list) keys->emplace(key.id, std::move(key));
  std::erase_if(buckets_, [&](const auto& bucket) {
    const auto found = keys->find(bucket.first);
    return found == keys->end() || found->second.rate != bucket.second.rate();
  });
  keys_ = std::move(keys);
  return {};
}

void KeyGuard::reload_when_changed() {
  {
    const std::scoped_lock lock(mutex_);
    const auto now = clocks_.steady();
    if (now - looked_at_ < kLookInterval) return;
    looked_at_ = now;
    if (change_of(path_) == changed_at_) return;
  }
  (void)reload();  // On failure the keys stay as they were.
}

std::shared_ptr<const KeyGuard::Keys> KeyGuard::keys_now() const {
  const std::scoped_lock lock(mutex_);
  return keys_;
}

std::optional<Fault> KeyGuard::check_rate(const ApiKey& key) {
  const std::scoped_lock lock(mutex_);
  const auto now = clocks_.steady();
  auto& bucket = buckets_.try_emplace(key.id, key.rate, now).first->second;
  const auto wait = bucket.take(now);
  if (!wait) return std::nullopt;
  Fault fault(base::Error{ErrorCode::rate_limited, "The key has been used too often; wait."});
  fault.retry_after = std::chrono::seconds(static_cast<long>(std::ceil(wait->count())));
  return fault;
}

std::expected<std::string, Fault> KeyGuard::admit(const http::Request& head,
                                                  const http::RouteOptions& route) {
  if (route.scope == kScopeEverybody) return std::string();
  reload_when_changed();
  const auto text = shown_text(head.headers);
  if (text.empty()) {
    return std::unexpected(
        unauthenticated("This needs an API key: send Authorization: Bearer with it."));
  }
  const auto keys = keys_now();
  const auto shown = parse_shown_key(text);
  const auto found = shown ? keys->find(shown->id) : keys->end();
  if (found == keys->end() || !matches(found->second, shown->secret)) {
    return std::unexpected(unauthenticated("The API key is not known."));
  }
  const auto& key = found->second;
  if (key.is_expired(clocks_.wall())) {
    return std::unexpected(unauthenticated("The API key has expired."));
  }
  // Before the rate: refusing costs no more than a wrong key does, and a stream tries several
  // scopes.
  if (!key.allows(route.scope)) {
    return std::unexpected(
        Fault(base::Error{ErrorCode::denied, "The API key does not have the scope for this."}));
  }
  if (auto fault = check_rate(key)) return std::unexpected(*std::move(fault));
  return key.id;
}

std::size_t KeyGuard::size() const { return keys_now()->size(); }

http::Guard guard_of(std::shared_ptr<KeyGuard> keys) {
  return [keys = std::move(keys)](const http::Request& head, const http::RouteOptions& route) {
    return keys->admit(head, route);
  };
}

}  // namespace facelatch::access
