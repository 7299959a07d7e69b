// SPDX-License-Identifier: Apache-2.0
#include "liveness/challenge.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "liveness/eye_network.hpp"

namespace facelatch::liveness {
namespace {

using std::chrono::microseconds;

struct ActionText {
  Action action;
  std::string_view name;
  std::string_view sentence;
};

constexpr std::array<ActionText, kActionKinds> kTexts{{
    {Action::turn_left, "turn_left", "Turn your head to your left and back."},
    {Action::turn_right, "turn_right", "Turn your head to your right and back."},
    {Action::blink, "blink", "Close both eyes for a moment."},
}};

/// Degrees of yaw. Small turns are enough: a photo that is tilted turns no face in it.
constexpr float kTurned = 15;
constexpr float kMiddle = 11;
constexpr int kTurnedFrames = 2;
/// Natural blinks take 100 to 150 ms, seldom 400 (Caffier et al., 2003).
constexpr microseconds kClosedFor{250'000};
constexpr float kHysteresis = 2;  ///< log-odds, before closed eyes count as open again

bool is_middle(const Sight& sight) { return std::abs(sight.pose.yaw) <= kMiddle; }
bool is_turned(const Sight& sight) { return std::abs(sight.pose.yaw) >= kTurned; }

/// As closed_level() of the frames that look ahead.
float closed_level_of(std::span<const Sight> sights) {
  std::vector<float> openness;
  for (const auto& sight : sights) {
    if (sight.faces > 0 && is_middle(sight)) openness.push_back(sight.eyes_open);
  }
  return closed_level(std::move(openness));
}

/// Follows the head from the middle to a side and back. Externally synchronised.
class TurnWatch {
 public:
  /// Nothing, or the turn that became certain with this frame.
  std::optional<SeenAction> next(const Sight& sight) {
    if (is_middle(sight)) {
      is_armed_ = true;
      count_ = 0;
    }
    if (!is_turned(sight)) return std::nullopt;
    const auto side = sight.pose.yaw > 0 ? Action::turn_left : Action::turn_right;
    if (count_ == 0 || side != side_) {
      // From one side straight to the other the middle was only too short to be seen.
      if (count_ > 0) is_armed_ = true;
      count_ = 0;
      side_ = side;
      from_ = sight.time;
    }
    if (++count_ < kTurnedFrames || !is_armed_) return std::nullopt;
    is_armed_ = false;
    return SeenAction{side_, from_};
  }

 private:
  bool is_armed_ = false;  ///< who begins turned away has turned nowhere yet
  int count_ = 0;
  Action side_ = Action::turn_left;
  microseconds from_{0};
};

/// Follows the eyes of a face that looks ahead. Externally synchronised.
class EyeWatch {
 public:
  explicit EyeWatch(float closed) : closed_(closed) {}

  /// Nothing, or the closing that ended with this frame.
  std::optional<SeenAction> next(const Sight& sight) {
    if (is_turned(sight)) {
      since_.reset();
      was_open_ = false;
      return std::nullopt;
    }
    if (sight.eyes_open <= closed_) {
      if (!since_ && was_open_) since_ = last_ = sight.time;
      if (since_) last_ = sight.time;
      return std::nullopt;
    }
    if (sight.eyes_open < closed_ + kHysteresis) return std::nullopt;
    was_open_ = true;
    const auto since = std::exchange(since_, std::nullopt);
    if (!since || last_ - *since < kClosedFor) return std::nullopt;
    return SeenAction{Action::blink, *since};
  }

 private:
  float closed_;
  bool was_open_ = false;
  std::optional<microseconds> since_;
  microseconds last_{0};
};

}  // namespace

std::string_view name_of(Action action) { return kTexts.at(static_cast<std::size_t>(action)).name; }

std::string_view sentence_of(Action action) {
  return kTexts.at(static_cast<std::size_t>(action)).sentence;
}

std::optional<Action> action_named(std::string_view name) {
  const auto found = std::ranges::find(kTexts, name, &ActionText::name);
  if (found == kTexts.end()) return std::nullopt;
  return found->action;
}

std::vector<Action> challenge(std::size_t number) {
  std::vector<Action> actions{kTexts.at(number % kActionKinds).action};
  number /= kActionKinds;
  while (actions.size() < kActions) {
    // One of the two others.
    const auto step = 1 + number % (kActionKinds - 1);
    number /= kActionKinds - 1;
    const auto next = (static_cast<std::size_t>(actions.back()) + step) % kActionKinds;
    actions.push_back(kTexts.at(next).action);
  }
  return actions;
}

std::vector<SeenAction> actions_in(std::span<const Sight> sights) {
  TurnWatch turns;
  EyeWatch eyes(closed_level_of(sights));
  std::vector<SeenAction> seen;
  for (const auto& sight : sights) {
    if (sight.faces == 0) continue;
    for (const auto& action : {eyes.next(sight), turns.next(sight)}) {
      if (action) seen.push_back(*action);
    }
  }
  return seen;
}

bool answers(std::span<const Sight> sights, std::span<const Action> asked) {
  const auto seen = actions_in(sights);
  return std::ranges::equal(seen, asked, {}, &SeenAction::action);
}

}  // namespace facelatch::liveness
