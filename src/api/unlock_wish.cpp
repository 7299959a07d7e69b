// SPDX-License-Identifier: Apache-2.0
#include "api/unlock_wish.hpp"

#include <fmt/format.h>

#include "api/picture_options.hpp"

namespace facelatch::api {
namespace {

constexpr Names<unlock::Policy, 3> kPolicies{{{"passive", unlock::Policy::passive},
                                              {"active", unlock::Policy::active},
                                              {"both", unlock::Policy::both}}};

}  // namespace

unlock::Wish read_wish(Fields& fields) {
  unlock::Wish wish;
  fields.read_text("person", wish.person);
  fields.read_text("audience", wish.audience);
  fields.read_text("nonce", wish.nonce);
  fields.read_choice("policy", kPolicies, wish.policy);
  return wish;
}

base::Result<void> check_texts(const unlock::Wish& wish) {
  if (wish.person.empty()) return missing("person");
  if (wish.audience.empty()) return missing("audience");
  return {};
}

base::Result<void> check_wish(const Service& service, const unlock::Wish& wish) {
  if (const auto least = service.unlock->policies().least_of(wish.client);
      !unlock::is_as_strict(wish.policy, least)) {
    return base::failure(base::ErrorCode::denied, fmt::format("For this key the policy must be {}.",
                                                              unlock::name_of(least)));
  }
  // Nobody is asked for what cannot be judged.
  if (const auto watcher = service.watcher(); !watcher) return std::unexpected(watcher.error());
  return {};
}

}  // namespace facelatch::api
