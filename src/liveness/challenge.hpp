// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "liveness/sight.hpp"

namespace facelatch::liveness {

/// What a person may be asked to do. Left and right are the person's own, before a camera whose
/// picture is not mirrored.
enum class Action { turn_left, turn_right, blink };

inline constexpr std::size_t kActionKinds = 3;

/// Stable, for JSON: "turn_left", "turn_right", "blink".
std::string_view name_of(Action action);
std::optional<Action> action_named(std::string_view name);
/// The same as one sentence for the person.
std::string_view sentence_of(Action action);

/// Actions of a challenge: enough to tell answers apart, few enough for five seconds.
inline constexpr std::size_t kActions = 3;
/// How many different challenges there are: what a recording of an answer fits by luck.
inline constexpr std::size_t kChallenges = 12;

/// Challenge `number`, 0 to kChallenges - 1: no action comes twice in a row.
std::vector<Action> challenge(std::size_t number);

/// An action as it was seen.
struct SeenAction {
  Action action = Action::blink;
  std::chrono::microseconds from{0};
};

/// What the person did, in order: the head turned by 15 degrees or more, in two frames at least,
/// from and back to the middle; or both eyes closed for at least a quarter of a second and opened
/// again. Shorter blinks are everybody's and count for nothing. How open the eyes are is measured
/// against the same person's open eyes.
std::vector<SeenAction> actions_in(std::span<const Sight> sights);

/// Whether the person did what was asked, in this order, and no more: an answer to another
/// challenge is none to this one.
bool answers(std::span<const Sight> sights, std::span<const Action> asked);

}  // namespace facelatch::liveness
