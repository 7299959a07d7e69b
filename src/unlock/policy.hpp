// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string_view>

namespace facelatch::unlock {

/// How somebody must show that they are there.
enum class Policy {
  passive,  ///< no trace of paper or screen: two networks and a search for lines
  active,   ///< the answer to a challenge
  both,
};

inline constexpr Policy kDefaultPolicy = Policy::both;

constexpr bool asks_passive(Policy policy) { return policy != Policy::active; }
constexpr bool asks_active(Policy policy) { return policy != Policy::passive; }

/// Whether who passes `policy` has passed `least` too.
constexpr bool is_as_strict(Policy policy, Policy least) {
  return policy == Policy::both || policy == least;
}

/// Stable: "passive", "active", "both".
std::string_view name_of(Policy policy);
std::optional<Policy> policy_named(std::string_view name);

}  // namespace facelatch::unlock
