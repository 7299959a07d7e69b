// SPDX-License-Identifier: Apache-2.0
#include "liveness/challenge.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "liveness/continuity.hpp"
#include "liveness/test_sights.hpp"

namespace facelatch::liveness {
namespace {

std::string letters(std::span<const Action> actions) {
  std::string text;
  for (const auto action : actions) {
    text += action == Action::turn_left ? 'L' : action == Action::turn_right ? 'R' : 'b';
  }
  return text;
}

std::string seen(std::string_view script) {
  ScriptedPerson person;
  std::vector<Action> actions;
  for (const auto& action : actions_in(person.act(script).sights())) {
    actions.push_back(action.action);
  }
  return letters(actions);
}

TEST(Challenge, ComesInTwelveKindsWithoutTheSameTwiceInARow) {
  std::set<std::string> all;
  for (std::size_t i = 0; i < kChallenges; ++i) {
    const auto text = letters(challenge(i));
    ASSERT_EQ(text.size(), kActions);
    EXPECT_NE(text[0], text[1]);
    EXPECT_NE(text[1], text[2]);
    all.insert(text);
  }
  EXPECT_EQ(all.size(), kChallenges);
}

TEST(Challenge, IsAnsweredByEveryoneOfItsActionsInOrderAndByNothingElse) {
  for (std::size_t asked = 0; asked < kChallenges; ++asked) {
    for (std::size_t shown = 0; shown < kChallenges; ++shown) {
      std::string script = ".";
      for (const char letter : letters(challenge(shown))) script += std::string(1, letter) + ".";
      ScriptedPerson person;
      EXPECT_EQ(answers(person.act(script).sights(), challenge(asked)), asked == shown) << script;
    }
  }
}

TEST(ActionsIn, LeavesOutWhatIsNoAction) {
  EXPECT_EQ(seen("...."), "");
  EXPECT_EQ(seen(".n.n."), "") << "natural blinks";
  EXPECT_EQ(seen("LL.."), "") << "turned away from the beginning";
  EXPECT_EQ(seen("..bb"), "") << "not opened again";
  EXPECT_EQ(seen("bb.."), "") << "closed from the beginning";
  EXPECT_EQ(seen(".LLL."), "L") << "one turn, however long";
  EXPECT_EQ(seen(".LR."), "LR") << "from side to side";
  EXPECT_EQ(seen(".L.nR.b."), "LRb");
}

TEST(ActionsIn, MeasuresClosedEyesAgainstTheSamePersonsOpenOnes) {
  ScriptedPerson person;
  auto& sights = person.act("..b..").sights();
  // Half-open by nature: 6 above -7.
  for (auto& sight : sights) sight.eyes_open = sight.eyes_open > 0 ? -1.0F : -3.0F;
  EXPECT_TRUE(actions_in(sights).empty());
  for (auto& sight : sights) sight.eyes_open = sight.eyes_open > -2 ? -1.0F : -9.0F;
  EXPECT_EQ(actions_in(sights).size(), 1U);
}

TEST(Continuity, HoldsForOnePersonAllAlong) {
  ScriptedPerson person;
  auto& sights = person.act(".L.b.R.").sights();
  EXPECT_EQ(check_continuity(sights), Discontinuity::none);
  ASSERT_TRUE(identity_of(sights));
  sights[7].faces = 2;
  EXPECT_EQ(check_continuity(sights), Discontinuity::none) << "a detector's error";
  sights[8].faces = 2;
  EXPECT_EQ(check_continuity(sights), Discontinuity::several_faces);
}

TEST(Continuity, EndsWhereTheFaceIsAwayOrJumps) {
  ScriptedPerson away;
  EXPECT_EQ(check_continuity(away.act("...xx...").sights()), Discontinuity::interrupted);
  ScriptedPerson jumps;
  auto& sights = jumps.act("....").sights();
  for (std::size_t i = 6; i < sights.size(); ++i) sights[i].box.x += 300;
  EXPECT_EQ(check_continuity(sights), Discontinuity::interrupted);
}

TEST(Continuity, EndsWhereSomebodyElseTakesThePlace) {
  ScriptedPerson person;
  auto& sights = person.act(".....L..").sights();
  for (std::size_t i = 20; i < 24; ++i) sights[i].face.values = {0, 1, 0};
  EXPECT_EQ(check_continuity(sights), Discontinuity::other_person) << "a turned stranger";
}

TEST(Continuity, NeedsFramesThatShowAFaceAhead) {
  ScriptedPerson turned;
  EXPECT_EQ(check_continuity(turned.act("LLLL").sights()), Discontinuity::no_face);
  ScriptedPerson nobody;
  EXPECT_EQ(check_continuity(nobody.act("xxx").sights()), Discontinuity::no_face);
  EXPECT_EQ(check_continuity({}), Discontinuity::no_face);
}

}  // namespace
}  // namespace facelatch::liveness
