// SPDX-License-Identifier: Apache-2.0
#include "unlock/live_try.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "unlock/test_lock.hpp"

namespace facelatch::unlock {
namespace {

using recognition::Advice;
using namespace std::chrono_literals;

class LiveTryTest : public ::testing::Test, public TestLock {
 protected:
  LiveTry live(const std::string& who, Policy policy = Policy::both) {
    const auto begun = begin(who, policy);
    return {unlocker, unlocker.accept(begun.challenge, "app").value()};
  }
  /// What came of the frames, until the outcome.
  std::optional<Outcome> show(LiveTry& live, const std::vector<liveness::Sight>& frames) {
    advice.clear();
    for (const auto& sight : frames) {
      auto answer = live.look(sight, *recogniser).value();
      if (auto* outcome = std::get_if<Outcome>(&answer)) return *outcome;
      last = std::get<Progress>(answer);
      if (advice.empty() || advice.back() != last.advice) advice.push_back(last.advice);
      taken = sight.time - frames.front().time;
    }
    return std::nullopt;
  }

  std::vector<Advice> advice;  ///< each once in a row
  Progress last;
  std::chrono::microseconds taken{0};
};

TEST_F(LiveTryTest, LetsThePersonInAsSoonAsAllIsDone) {
  auto once = live(person.id);
  auto frames = sights(script_for(once.ticket().actions) + "........", face);
  const auto outcome = show(once, frames);
  ASSERT_TRUE(outcome && outcome->is_accepted());
  EXPECT_EQ(unlocker.redeem(outcome->token, "door").value().session_id, once.ticket().attempt);
  EXPECT_GE(last.done, liveness::kActions - 1) << "a blink is seen when it is over, and is the end";
  EXPECT_LT(taken, 3s);
  ASSERT_GE(advice.size(), 2U);
  EXPECT_EQ(advice.at(0), Advice::look_ahead);
  EXPECT_EQ(advice.at(1), Advice::do_action);
  EXPECT_EQ(store->audit().list({})->lines.front().event.outcome, "accepted");
}

TEST_F(LiveTryTest, SaysWhatToDoBetterBeforeItBegins) {
  auto once = live(person.id, Policy::passive);
  const auto frame = [&](int faces) {
    auto sight = sights(".", face).front();
    sight.faces = faces;
    return sight;
  };
  EXPECT_FALSE(show(once, {frame(0)}));
  EXPECT_EQ(last.advice, Advice::no_face);
  EXPECT_FALSE(show(once, {frame(2), frame(2), frame(2)}));
  EXPECT_EQ(last.advice, Advice::several_faces);
  auto frames = sights("........", face);
  frames.front().quality.size = 20;
  frames.at(1).quality.brightness = 0.01F;
  frames.at(2).quality.brightness = 0.99F;
  const auto outcome = show(once, frames);
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->is_accepted()) << "frames before the first good one are no part of it";
  EXPECT_EQ(advice, (std::vector{Advice::come_closer, Advice::more_light, Advice::less_light,
                                 Advice::wait}));
}

TEST_F(LiveTryTest, RefusesAtOnceWhatCannotBecomeRight) {
  auto frames = sights("......", face);
  frames.at(7).faces = frames.at(8).faces = 2;
  auto two = live(person.id);
  EXPECT_EQ(show(two, frames)->reason, Reason::several_faces);
  auto gone = live(person.id);
  EXPECT_EQ(show(gone, sights("...xx.", face))->reason, Reason::not_live);
  auto other = live(person.id);
  const auto wrong = other.ticket().actions.front() == liveness::Action::blink ? "..L.." : "..b..";
  EXPECT_EQ(show(other, sights(wrong, face))->reason, Reason::not_live);
  EXPECT_EQ(store->attempts().list(10)->front().count.failures, 3);
}

TEST_F(LiveTryTest, RefusesStrangersScreensAndTheSlow) {
  auto strange = live(person.id);
  EXPECT_EQ(show(strange, sights(script_for(strange.ticket().actions) + "..", stranger))->reason,
            Reason::not_recognised);
  auto screen = live(person.id);
  auto frames = sights(script_for(screen.ticket().actions) + "..", face);
  for (auto& sight : frames) sight.passive = {.wide = -5, .close = 0.99F};
  EXPECT_EQ(show(screen, frames)->reason, Reason::not_live);
  auto slow = live(person.id);
  EXPECT_EQ(show(slow, sights(std::string(50, '.'), face))->reason, Reason::not_live);
  EXPECT_GT(taken, kLongestTry - 1s);
  auto late = live(person.id);
  store.now += kChallengeLife;
  EXPECT_EQ(show(late, sights("x", face))->reason, Reason::no_face);
}

TEST_F(LiveTryTest, GivenUpItCountsAsFailedAndIsNoted) {
  ASSERT_TRUE(live(person.id).give_up());
  EXPECT_EQ(store->attempts().list(10)->front().count.failures, 1);
  const auto line = store->audit().list({})->lines.front().event;
  EXPECT_EQ(line.action, "unlocked");
  EXPECT_EQ(line.reason, "given_up");
  {
    const auto dropped = live(person.id);
  }
  store.now += 61s;
  (void)begin(person.id);
  EXPECT_EQ(store->attempts().list(10)->front().count.failures, 2);
}

TEST_F(LiveTryTest, AcceptsNothingThatAWholeClipWouldNot) {
  EXPECT_TRUE(rc::check([this] {
    const auto script = *rc::gen::container<std::string>(rc::gen::weightedElement<char>(
        {{6, '.'}, {4, 'L'}, {4, 'R'}, {4, 'b'}, {1, 'n'}, {1, 'x'}}));
    const auto is_wanted = *rc::gen::arbitrary<bool>();
    auto once = live(person.id);
    const auto& asked = once.ticket().actions;
    const auto frames = sights(is_wanted ? script_for(asked) + script : script, face);
    std::size_t shown = 0;
    std::optional<Outcome> outcome;
    while (!outcome && shown < frames.size()) {
      auto answer = once.look(frames[shown++], *recogniser).value();
      if (auto* decided = std::get_if<Outcome>(&answer)) outcome = *decided;
    }
    if (outcome) {
      const auto judged =
          judge_liveness(std::span(frames.data(), shown), Policy::both, asked, kFusion);
      RC_ASSERT(outcome->is_accepted() == (judged == Reason::accepted));
    } else {
      RC_ASSERT(once.give_up().has_value());
    }
    (void)store->attempts().reset(store::Counted::person, person.id, "tester");
    (void)store->attempts().reset(store::Counted::client, "app", "tester");
  }));
}

}  // namespace
}  // namespace facelatch::unlock
