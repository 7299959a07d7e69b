// SPDX-License-Identifier: Apache-2.0
#include "api/unlock_text.hpp"

#include "base/time_text.hpp"

namespace facelatch::api {

void add_challenge(JsonObject& object, const unlock::Beginning& begun, unlock::Policy policy) {
  object.add("policy", unlock::name_of(policy));
  append_array(object.member("actions"), begun.actions,
               [](std::string& text, liveness::Action action) {
                 JsonObject each(text);
                 each.add("action", liveness::name_of(action))
                     .add("sentence", liveness::sentence_of(action));
                 each.close();
               });
  object.add("expires", base::time_text(begun.expires))
      .add("longest_seconds", unlock::kLongestTry.count());
}

void add_outcome(JsonObject& object, const unlock::Outcome& outcome) {
  object.add("accepted", outcome.is_accepted())
      .add("reason", unlock::name_of(outcome.reason))
      .add("sentence", unlock::sentence_of(outcome.reason));
  if (outcome.is_accepted()) {
    object.add("token", outcome.token).add("expires", base::time_text(outcome.expires));
  }
}

}  // namespace facelatch::api
