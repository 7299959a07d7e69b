// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "access/key_file.hpp"
#include "access/token_bucket.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "http/server.hpp"

namespace facelatch::access {

/// What time it is; tests decide.
struct Clocks {
  base::WallClock wall = base::system_time;
  std::function<TokenBucket::Clock::time_point()> steady = TokenBucket::Clock::now;
};

/// Admits the requests that show a key of a file: as `Authorization: Bearer KEY` or
/// `X-Api-Key: KEY`; a route of kScopeEverybody needs none. The file is looked at again within
/// two seconds after it has changed; a file that is then damaged or gone leaves the keys as they
/// were. Thread-safe.
class KeyGuard {
 public:
  /// Fails as read_keys does.
  static base::Result<std::shared_ptr<KeyGuard>> open(std::filesystem::path path,
                                                      Clocks clocks = {});

  /// The id of the key; else unauthenticated (401: none, a wrong or an expired one), denied (403:
  /// its scopes; counts nothing against its rate), rate_limited (429, with when to come again).
  std::expected<std::string, http::Fault> admit(const http::Request& head,
                                                const http::RouteOptions& route);

  /// Reads the file now. Fails as read_keys does; then nothing has changed.
  base::Result<void> reload();

  [[nodiscard]] std::size_t size() const;

 private:
  using Keys = std::map<std::string, ApiKey, std::less<>>;

  KeyGuard(std::filesystem::path path, Clocks clocks);
  void reload_when_changed();
  [[nodiscard]] std::shared_ptr<const Keys> keys_now() const;
  std::optional<http::Fault> check_rate(const ApiKey& key);

  const std::filesystem::path path_;
  const Clocks clocks_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Keys> keys_;
  std::map<std::string, TokenBucket, std::less<>> buckets_;
  std::filesystem::file_time_type changed_at_;
  TokenBucket::Clock::time_point looked_at_;
};

/// For http::ServerOptions::guard.
http::Guard guard_of(std::shared_ptr<KeyGuard> keys);

}  // namespace facelatch::access
