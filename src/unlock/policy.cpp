// SPDX-License-Identifier: Apache-2.0
#include "unlock/policy.hpp"

#include <algorithm>
#include <array>

namespace facelatch::unlock {
namespace {

constexpr std::array<std::string_view, 3> kNames{"passive", "active", "both"};

}  // namespace

std::string_view name_of(Policy policy) { return kNames.at(static_cast<std::size_t>(policy)); }

std::optional<Policy> policy_named(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Policy>(found - kNames.begin());
}

}  // namespace facelatch::unlock
