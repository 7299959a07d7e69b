// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "crypto/salted_hash.hpp"

namespace facelatch::access {

/// How often one key may ask: a bucket of `burst` requests that fills again with `per_minute`.
struct RateLimit {
  std::uint32_t per_minute = 600;
  std::uint32_t burst = 60;

  bool operator==(const RateLimit&) const = default;
};

inline constexpr std::uint32_t kMaximumPerMinute = 10'000'000;
inline constexpr std::uint32_t kMaximumBurst = 1'000'000;
inline constexpr std::size_t kMaximumLabelBytes = 100;

/// What is kept of a key: enough to recognise it, not enough to use it. A value.
struct ApiKey {
  std::string id;     ///< Public: 22 characters (crypto::random_id), for lists and logs.
  std::string label;  ///< What the operator calls it; may be empty.
  std::vector<std::string> scopes;
  RateLimit rate;
  crypto::HashSalt salt{};
  crypto::SaltedHash hash{};
  base::UnixTime created;
  std::optional<base::UnixTime> expires;

  [[nodiscard]] bool allows(std::string_view scope) const;
  [[nodiscard]] bool is_expired(base::UnixTime now) const { return expires && now >= *expires; }

  bool operator==(const ApiKey&) const = default;
};

/// What the operator wants.
struct KeyPlan {
  std::string label;
  std::vector<std::string> scopes;
  RateLimit rate;
  std::optional<base::UnixTime> expires;
};

struct NewKey {
  ApiKey key;
  std::string text;  ///< "facelatch_ID.SECRET": shown once, kept by nobody but its user.
};

/// A new key with a random secret of 256 bits. Fails with invalid_argument: no scope or one that
/// does not exist, a label that is too long or has control characters, a rate out of range, an end
/// that has passed.
base::Result<NewKey> make_key(KeyPlan plan, base::UnixTime now);

/// A key as a client shows it. The views are into its text.
struct ShownKey {
  std::string_view id;
  std::string_view secret;
};

/// Nothing when `text` does not have the form of a key.
std::optional<ShownKey> parse_shown_key(std::string_view text);

/// Whether `secret` is the key's, in a time that does not depend on how much of it is right.
bool matches(const ApiKey& key, std::string_view secret);

}  // namespace facelatch::access
