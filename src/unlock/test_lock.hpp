// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "liveness/test_sights.hpp"
#include "store/test_store.hpp"
#include "unlock/unlocker.hpp"

namespace facelatch::unlock {

inline const liveness::Fusion kFusion{.intercept = 0, .weights = {1, 0.5}};

/// What liveness::ScriptedPerson must do.
inline std::string script_for(std::span<const liveness::Action> actions) {
  using liveness::Action;
  std::string script = ".";
  for (const auto action : actions) {
    script += action == Action::turn_left ? "L." : action == Action::turn_right ? "R." : "b.";
  }
  return script;
}

/// A store in which one person is enrolled, and what decides.
struct TestLock {
  TestLock() {
    (void)store->templates()
        .add(person.id, {{recognition::kind_of("retinaface", "arcface"), face}},
             store::Enrolment::add, "tester")
        .value();
  }

  Beginning begin(const std::string& who, Policy policy = Policy::both) {
    return unlocker
        .begin(
            {.person = who, .client = "app", .audience = "door", .nonce = "n-1", .policy = policy})
        .value();
  }
  std::vector<liveness::Sight> sights(std::string_view script, const std::vector<float>& shown) {
    liveness::ScriptedPerson actor;
    actor.act(script);
    for (auto& sight : actor.sights()) sight.face = {.model = "arcface", .values = shown};
    return actor.sights();
  }
  /// A whole try.
  Outcome attempt(const std::string& who, const std::vector<float>& shown) {
    const auto begun = begin(who);
    const auto ticket = unlocker.accept(begun.challenge, "app").value();
    return unlocker.decide(ticket, sights(script_for(begun.actions), shown), *recogniser).value();
  }

  store::TestStore store;
  store::Person person = store.add_person("Ada");
  std::vector<float> face = store::test_vector(1);
  std::vector<float> stranger = store::test_vector(2);
  std::unique_ptr<recognition::Recogniser> recogniser =
      recognition::Recogniser::create(*store, similarity::built_in_calibration().value(),
                                      "retinaface", "arcface", 512)
          .value();
  Unlocker unlocker{*store, kFusion, [this] { return store.now; }};
};

}  // namespace facelatch::unlock
