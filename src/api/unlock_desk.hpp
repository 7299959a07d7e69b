// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "http/place.hpp"
#include "unlock/policy.hpp"
#include "unlock/unlocker.hpp"

namespace facelatch::api {

/// The least that each client must ask for.
struct UnlockPolicies {
  unlock::Policy least = unlock::kDefaultPolicy;
  std::map<std::string, unlock::Policy, std::less<>> of_clients;  ///< by the id of the API key

  [[nodiscard]] unlock::Policy least_of(std::string_view client) const {
    const auto found = of_clients.find(client);
    return found == of_clients.end() ? least : found->second;
  }
};

/// Where a server lets people in. Thread-safe.
class UnlockDesk {
 public:
  /// Answers of `at_once` clients are looked at at the same time, so that workers stay for others.
  UnlockDesk(unlock::Unlocker unlocker, UnlockPolicies policies, std::size_t at_once)
      : unlocker_(std::move(unlocker)), policies_(std::move(policies)), at_once_(at_once) {}

  [[nodiscard]] unlock::Unlocker& unlocker() { return unlocker_; }
  [[nodiscard]] const UnlockPolicies& policies() const { return policies_; }
  [[nodiscard]] http::Place take_place() { return {taken_, at_once_}; }

 private:
  unlock::Unlocker unlocker_;
  const UnlockPolicies policies_;
  const std::size_t at_once_;
  std::atomic<std::size_t> taken_ = 0;
};

}  // namespace facelatch::api
