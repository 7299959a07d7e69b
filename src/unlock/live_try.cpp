// SPDX-License-Identifier: Apache-2.0
#include "unlock/live_try.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "liveness/challenge.hpp"
#include "liveness/continuity.hpp"
#include "tracking/verdict.hpp"

namespace facelatch::unlock {
namespace {

using base::Result;
using liveness::Discontinuity;
using liveness::Sight;
using recognition::Advice;

/// What can be mended by who stands before the camera. A face in motion is blurred and turned.
constexpr tracking::Gates kGates{.size = 60, .sharpness = 0, .turn_degrees = 90};
/// So long a face that was asked for nothing is looked at.
constexpr std::chrono::milliseconds kPassiveLook{1'500};
/// Behind the last action, to see it end.
constexpr std::size_t kFramesAhead = 2;
/// Degrees of yaw.
constexpr float kAhead = 11;
/// What a frame shows of the eyes can change when more of the person has been seen.
constexpr int kWrongFrames = 3;

bool is_ahead(const Sight& sight) { return sight.faces > 0 && std::abs(sight.pose.yaw) <= kAhead; }

bool has_gone_wrong(std::span<const Sight> sights) {
  const auto found = liveness::check_continuity(sights);
  // A second face makes the largest one jump: whether it was one, the next frame says.
  const bool is_crowded = sights.back().faces > 1;
  return found == Discontinuity::several_faces ||
         (found == Discontinuity::interrupted && !is_crowded);
}

Advice advice_for(const Sight& sight) {
  if (sight.faces == 0) return Advice::no_face;
  if (sight.faces > 1) return Advice::several_faces;
  return recognition::advise(sight.quality, kGates);
}

}  // namespace

bool LiveTry::is_complete() const {
  if (!asks_active(ticket_.policy) && sights_.back().time - sights_.front().time < kPassiveLook) {
    return false;
  }
  const auto behind = std::min(kFramesAhead, sights_.size());
  return std::ranges::all_of(sights_.end() - static_cast<std::ptrdiff_t>(behind), sights_.end(),
                             is_ahead) &&
         liveness::identity_of(sights_).has_value();
}

std::optional<Progress> LiveTry::progress() {
  if (has_gone_wrong(sights_) || sights_.back().time - sights_.front().time > kLongestTry ||
      unlocker_->has_expired(ticket_)) {
    return std::nullopt;
  }
  Progress progress;
  if (asks_active(ticket_.policy)) {
    const auto& asked = ticket_.actions;
    const auto seen = liveness::actions_in(sights_);
    const auto [next, other] =
        std::ranges::mismatch(asked, seen, {}, {}, &liveness::SeenAction::action);
    wrong_in_a_row_ = other == seen.end() ? 0 : wrong_in_a_row_ + 1;
    if (wrong_in_a_row_ >= kWrongFrames) return std::nullopt;
    progress.done = static_cast<std::size_t>(next - asked.begin());
    if (next != asked.end()) progress.next = *next;
  }
  if (!progress.next && wrong_in_a_row_ == 0 && is_complete()) return std::nullopt;
  progress.advice = advice_for(sights_.back());
  if (progress.advice != Advice::good) return progress;
  const bool has_begun = std::ranges::count_if(sights_, is_ahead) >= std::ptrdiff_t{kFramesAhead};
  if (!has_begun) {
    progress.advice = Advice::look_ahead;
  } else if (progress.next) {
    progress.advice = Advice::do_action;
  } else {
    progress.advice = is_ahead(sights_.back()) ? Advice::wait : Advice::look_ahead;
  }
  return progress;
}

Result<std::variant<Progress, Outcome>> LiveTry::look(Sight sight,
                                                      recognition::Recogniser& recogniser) {
  const bool may_begin = sight.faces == 1;
  if (sights_.empty() && !may_begin && !unlocker_->has_expired(ticket_)) {
    const auto next =
        ticket_.actions.empty() ? std::nullopt : std::optional(ticket_.actions.front());
    return Progress{.advice = advice_for(sight), .done = 0, .next = next};
  }
  sights_.push_back(std::move(sight));
  if (auto told = progress()) return *told;
  auto outcome = unlocker_->decide(ticket_, sights_, recogniser);
  if (!outcome) return std::unexpected(outcome.error());
  return *std::move(outcome);
}

}  // namespace facelatch::unlock
