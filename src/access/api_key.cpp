// SPDX-License-Identifier: Apache-2.0
#include "access/api_key.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <ranges>
#include <span>

#include "access/scope.hpp"
#include "base/file.hpp"
#include "base/wipe.hpp"
#include "crypto/authenticate.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"

namespace facelatch::access {
namespace {

using base::bytes_of;
using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::string_view kPrefix = "facelatch_";  // Scanners for leaked secrets look for such.
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSecretCharacters = 43;

Result<void> check_scopes(const std::vector<std::string>& scopes) {
  if (scopes.empty()) return failure(ErrorCode::invalid_argument, "A key needs a scope.");
  for (const auto& scope : scopes) {
    if (std::ranges::find(kScopes, scope, &Scope::name) == kScopes.end()) {
      const auto names = kScopes | std::views::transform(&Scope::name);
      return failure(ErrorCode::invalid_argument, fmt::format("There is no scope {}; there are {}.",
                                                              scope, fmt::join(names, ", ")));
    }
  }
  return {};
}

Result<void> check(const KeyPlan& plan, base::UnixTime now) {
  if (auto checked = check_scopes(plan.scopes); !checked) return checked;
  const auto is_control = [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
  };
  if (plan.label.size() > kMaximumLabelBytes || std::ranges::any_of(plan.label, is_control)) {
    return failure(
        ErrorCode::invalid_argument,
        fmt::format("A label has at most {} bytes and no control characters.", kMaximumLabelBytes));
  }
  const auto& rate = plan.rate;
  if (rate.per_minute < 1 || rate.per_minute > kMaximumPerMinute || rate.burst < 1 ||
      rate.burst > kMaximumBurst) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("A rate is 1 to {} requests a minute with a burst of 1 to {}.",
                               kMaximumPerMinute, kMaximumBurst));
  }
  if (plan.expires && *plan.expires <= now) {
    return failure(ErrorCode::invalid_argument, "The end of the key has passed already.");
  }
  return {};
}

}  // namespace

bool ApiKey::allows(std::string_view scope) const {
  return std::ranges::any_of(
      scopes, [&](const auto& allowed) { return allowed == scope || allowed == kScopeAll; });
}

Result<NewKey> make_key(KeyPlan plan, base::UnixTime now) {
  if (auto checked = check(plan, now); !checked) return std::unexpected(checked.error());
  std::array<std::uint8_t, kSecretBytes> random{};
  crypto::fill_random(random);
  const auto secret = crypto::to_base64url(random);
  base::wipe(std::span(random));
  NewKey made{.key = {.id = crypto::random_id(),
                      .label = std::move(plan.label),
                      .scopes = std::move(plan.scopes),
                      .rate = plan.rate,
                      .created = now,
                      .expires = plan.expires},
              .text = {}};
  crypto::fill_random(made.key.salt);
  made.key.hash = crypto::salted_hash(made.key.salt, bytes_of(secret));
  made.text = fmt::format("{}{}.{}", kPrefix, made.key.id, secret);
  return made;
}

std::optional<ShownKey> parse_shown_key(std::string_view text) {
  if (!text.starts_with(kPrefix)) return std::nullopt;
  text.remove_prefix(kPrefix.size());
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const ShownKey shown{text.substr(0, dot), text.substr(dot + 1)};
  if (!crypto::is_id(shown.id) || shown.secret.size() != kSecretCharacters) return std::nullopt;
  return shown;
}

bool matches(const ApiKey& key, std::string_view secret) {
  return crypto::equal_in_constant_time(key.hash, crypto::salted_hash(key.salt, bytes_of(secret)));
}

}  // namespace facelatch::access
