// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "api/json_object.hpp"
#include "unlock/unlocker.hpp"

namespace facelatch::api {

/// Adds what is asked and until when: "policy", "actions", "expires", "longest_seconds".
void add_challenge(JsonObject& object, const unlock::Beginning& begun, unlock::Policy policy);

/// Adds "accepted", "reason", "sentence" and, where accepted, "token" and "expires".
void add_outcome(JsonObject& object, const unlock::Outcome& outcome);

}  // namespace facelatch::api
