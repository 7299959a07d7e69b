// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <span>
#include <string_view>

#include "liveness/challenge.hpp"
#include "liveness/fusion.hpp"
#include "liveness/sight.hpp"
#include "unlock/policy.hpp"

namespace facelatch::unlock {

/// As much as the one who is denied may know: never how near it was, which would let an attacker
/// climb, and never whether the person exists.
enum class Reason {
  accepted,
  no_face,         ///< too few good frames of one face
  several_faces,   ///< more than one face in view
  not_live,        ///< not shown to be a living person who did what was asked
  not_recognised,  ///< another person, or nobody known
};

/// Stable, for JSON and the audit log.
std::string_view name_of(Reason reason);
/// The same as one sentence for the person.
std::string_view sentence_of(Reason reason);

/// The longest that is looked at, so that a clip cannot hold many tries.
inline constexpr std::chrono::seconds kLongestTry{15};

/// Whether the frames show one living person who did what was asked: `accepted` says no more than
/// that, since nobody was compared yet. `actions` are asked for where the policy is active.
Reason judge_liveness(std::span<const liveness::Sight> sights, Policy policy,
                      std::span<const liveness::Action> actions, const liveness::Fusion& fusion);

}  // namespace facelatch::unlock
