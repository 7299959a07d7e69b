// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <rapidcheck/state.h>

#include <algorithm>

#include "crypto/key_file.hpp"
#include "crypto/random.hpp"
#include "liveness/test_sights.hpp"
#include "liveness/watcher.hpp"
#include "store/maintenance.hpp"
#include "store/test_store.hpp"
#include "testing/data.hpp"
#include "unlock/judgement.hpp"
#include "unlock/test_lock.hpp"
#include "unlock/unlocker.hpp"

namespace facelatch::unlock {
namespace {

using liveness::Action;
using liveness::ScriptedPerson;
using namespace std::chrono_literals;

TEST(JudgeLiveness, AsksForWhatThePolicySays) {
  const auto actions = liveness::challenge(3);
  ScriptedPerson living;
  living.act(script_for(actions));
  ScriptedPerson still;
  still.act("......");
  ScriptedPerson screen;
  screen.act(script_for(actions));
  for (auto& sight : screen.sights()) sight.passive = {.wide = -5, .close = 0.99F};
  // What both networks take for alive, behind the lines of a screen.
  ScriptedPerson lined;
  lined.act(script_for(actions));
  for (auto& sight : lined.sights()) sight.passive.pattern = 5000;
  const auto judge = [&](ScriptedPerson& person, Policy policy) {
    return judge_liveness(person.sights(), policy, actions, kFusion);
  };
  for (const auto policy : {Policy::passive, Policy::active, Policy::both}) {
    EXPECT_EQ(judge(living, policy), Reason::accepted);
  }
  EXPECT_EQ(judge(still, Policy::passive), Reason::accepted);
  EXPECT_EQ(judge(still, Policy::active), Reason::not_live);
  EXPECT_EQ(judge(still, Policy::both), Reason::not_live);
  EXPECT_EQ(judge(screen, Policy::passive), Reason::not_live);
  EXPECT_EQ(judge(screen, Policy::active), Reason::accepted);
  EXPECT_EQ(judge(screen, Policy::both), Reason::not_live);
  EXPECT_EQ(judge(lined, Policy::passive), Reason::not_live);
  EXPECT_EQ(judge(lined, Policy::both), Reason::not_live);
  EXPECT_EQ(judge_liveness(still.sights(), Policy::both, {}, kFusion), Reason::not_live)
      << "nothing was asked";
}

/// The frames of a clip between two moments, as a try of its own.
std::vector<liveness::Sight> watch_part(std::string_view clip, std::chrono::milliseconds from,
                                        std::chrono::milliseconds to) {
  const auto models = models::ModelStore::open().value();
  const liveness::Watcher watcher(pipeline::Analyser::load(models, {}).value(),
                                  liveness::Networks::load(models, {}).value());
  auto reader =
      video::VideoReader::open(testing::shared_data(clip), {}, liveness::clip_options()).value();
  auto sights = liveness::watch(watcher, reader, to, {}).value();
  std::erase_if(sights,
                [&](const liveness::Sight& sight) { return sight.time < from || sight.time > to; });
  return sights;
}

/// What was seen, for people who read why a test failed.
std::string told(std::span<const liveness::Sight> sights) {
  std::string text;
  for (const auto& action : liveness::actions_in(sights)) {
    text += fmt::format("{} at {} ms; ", name_of(action.action), action.from.count() / 1000);
  }
  for (const auto& sight : sights) {
    text += fmt::format("\n{} ms: yaw {:.0f}, eyes {:.1f}, live {:.1f}, faces {}",
                        sight.time.count() / 1000, sight.pose.yaw, sight.eyes_open,
                        sight.passive.wide, sight.faces);
  }
  return text;
}

// A webcam's clips of one man and of the same clip on a phone: he turns to his left, his right and
// his left again, by himself.
TEST(JudgeLiveness, TakesAManWhoTurnsAndNoReplayOfHim) {
  const auto fusion = liveness::parse_fusion(liveness::built_in_fusion_text()).value();
  const std::vector asked{Action::turn_left, Action::turn_right, Action::turn_left};
  const auto living = watch_part("live_video_dev/real/apfol.webm", 700ms, 2900ms);
  EXPECT_EQ(judge_liveness(living, Policy::both, asked, fusion), Reason::accepted) << told(living);
  const std::vector other{Action::turn_left, Action::turn_right, Action::blink};
  EXPECT_EQ(judge_liveness(living, Policy::both, other, fusion), Reason::not_live);
  const auto replay = watch_part("live_video_dev/fake/apfol_phone_replay.webm", 0ms, 6000ms);
  EXPECT_EQ(judge_liveness(replay, Policy::passive, {}, fusion), Reason::not_live);
  EXPECT_EQ(judge_liveness(replay, Policy::both, asked, fusion), Reason::not_live);
}

TEST(JudgeLiveness, LooksAtNoLongClips) {
  ScriptedPerson person;
  person.act(std::string(60, '.'));
  EXPECT_EQ(judge_liveness(person.sights(), Policy::passive, {}, kFusion), Reason::not_live);
}

TEST(Ticket, IsReadByItsKeyAloneAndNeverChanged) {
  const auto key = crypto::SecretBuffer::copy_of(std::vector<std::uint8_t>(32, 7)).value();
  const auto other = crypto::SecretBuffer::copy_of(std::vector<std::uint8_t>(32, 8)).value();
  const Ticket ticket{.attempt = "a",
                      .person = "p\"",
                      .client = "c",
                      .audience = "door",
                      .nonce = "",
                      .policy = Policy::active,
                      .actions = liveness::challenge(5),
                      .expires = base::UnixTime(1'800'000'000'000ms)};
  auto text = seal_ticket(ticket, key);
  EXPECT_EQ(open_ticket(text, key).value(), ticket);
  EXPECT_EQ(open_ticket(text, other).error().code, base::ErrorCode::invalid_argument);
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(open_ticket(changed, key)) << i;
  }
  EXPECT_FALSE(open_ticket("", key));
  EXPECT_FALSE(open_ticket(".", key));
  EXPECT_FALSE(open_ticket(std::string(5000, 'A'), key));
}

class UnlockerTest : public ::testing::Test, public TestLock {};

TEST_F(UnlockerTest, LetsTheEnrolledLivingPersonIn) {
  const auto outcome = attempt(person.id, face);
  ASSERT_TRUE(outcome.is_accepted());
  const auto claims = unlocker.redeem(outcome.token, "door").value();
  EXPECT_EQ(claims.subject, person.id);
  EXPECT_EQ(claims.audience, "door");
  EXPECT_EQ(claims.nonce, "n-1");
  EXPECT_EQ(claims.expires_at - claims.issued_at, kTokenLife);
  EXPECT_EQ(unlocker.redeem(outcome.token, "door").error().code, base::ErrorCode::already_exists);
  EXPECT_EQ(unlocker.redeem(outcome.token, "other").error().code,
            base::ErrorCode::invalid_argument);
  const auto line = store->audit().list({}).value().lines.front();
  EXPECT_EQ(line.event.action, "unlocked");
  EXPECT_EQ(line.event.outcome, "accepted");
  EXPECT_TRUE(store->audit().verify());
}

TEST_F(UnlockerTest, TokensDieAfterAMinute) {
  const auto outcome = attempt(person.id, face);
  ASSERT_TRUE(outcome.is_accepted());
  store.now += kTokenLife;
  EXPECT_EQ(unlocker.redeem(outcome.token, "door").error().code, base::ErrorCode::invalid_argument);
}

TEST_F(UnlockerTest, GoesOnWhileTheMasterKeyIsRotated) {
  const auto begun = begin(person.id);
  const auto file = store::default_key_file(store.folder());
  const auto longer = crypto::read_key_file(file)->with_new_key().value();
  ASSERT_TRUE(crypto::replace_key_file(file, longer));
  const auto ticket = unlocker.accept(begun.challenge, "app");
  ASSERT_TRUE(ticket) << "a rotation has begun";
  const auto outcome =
      unlocker.decide(*ticket, sights(script_for(begun.actions), face), *recogniser).value();
  ASSERT_TRUE(outcome.is_accepted());
  ASSERT_TRUE(store::rotate_keys(*store, "t"));
  const auto rotated = attempt(person.id, face);
  ASSERT_TRUE(rotated.is_accepted());
  EXPECT_NE(rotated.token.substr(0, 100), outcome.token.substr(0, 100)) << "another key";
  for (const auto& token : {outcome.token, rotated.token}) {
    EXPECT_EQ(unlocker.redeem(token, "door").value().subject, person.id);
  }
}

TEST_F(UnlockerTest, TellsNoDecisionThatCannotBeWrittenDown) {
  const auto begun = begin(person.id);
  const auto ticket = unlocker.accept(begun.challenge, "app").value();
  {
    auto transaction =
        store::Transaction::begin(*store->core().writer, store::Intent::read).value();
    ASSERT_TRUE(transaction.run("PRAGMA query_only=1")) << "as if the disk had become read-only";
  }
  const auto outcome =
      unlocker.decide(ticket, sights(script_for(begun.actions), face), *recogniser);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, base::ErrorCode::unavailable);
  const auto another = unlocker.begin(
      {.person = person.id, .client = "app", .audience = "door", .nonce = {}, .policy = {}});
  ASSERT_FALSE(another);
  EXPECT_EQ(another.error().code, base::ErrorCode::unavailable);
}

TEST_F(UnlockerTest, TellsNobodyWhetherAPersonExists) {
  const auto other = attempt(person.id, stranger);
  const auto nobody = attempt("nobody", face);
  EXPECT_EQ(other.reason, Reason::not_recognised);
  EXPECT_EQ(nobody.reason, other.reason);
  EXPECT_TRUE(other.token.empty() && nobody.token.empty());
}

TEST_F(UnlockerTest, AChallengeIsGoodOnceInTimeAndForItsClient) {
  const auto first = begin(person.id);
  EXPECT_EQ(unlocker.accept(first.challenge, "other").error().code,
            base::ErrorCode::invalid_argument);
  const auto ticket = unlocker.accept(first.challenge, "app").value();
  EXPECT_EQ(unlocker.accept(first.challenge, "app").error().code, base::ErrorCode::already_exists);
  const auto late = begin(person.id);
  store.now += kChallengeLife;
  EXPECT_EQ(unlocker.accept(late.challenge, "app").error().code, base::ErrorCode::invalid_argument);
  EXPECT_TRUE(unlocker.give_up(ticket));
  EXPECT_EQ(unlocker.decide(ticket, sights("...", face), *recogniser).error().code,
            base::ErrorCode::deadline_exceeded)
      << "a try that has ended decides nothing";
}

TEST_F(UnlockerTest, DrawingChallengesUntilOneFitsUsesUpTheTries) {
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(begin(person.id).challenge.empty());
  EXPECT_TRUE(begin(person.id).challenge.empty());
  store.now += 61s;  // The five have failed by now.
  const auto answer = begin(person.id);
  EXPECT_TRUE(answer.challenge.empty());
  EXPECT_EQ(answer.admission.admission, store::Admission::wait);
}

TEST_F(UnlockerTest, AnAnswerToAnotherChallengeFails) {
  const auto begun = begin(person.id);
  for (std::size_t i = 0; i < liveness::kChallenges; ++i) {
    const auto other = liveness::challenge(i);
    if (other == begun.actions) continue;
    EXPECT_EQ(judge_liveness(sights(script_for(other), face), Policy::both, begun.actions, kFusion),
              Reason::not_live);
  }
}

TEST_F(UnlockerTest, RefusesWishesThatAreNone) {
  EXPECT_EQ(
      unlocker.begin({.person = "", .client = "app", .audience = "door", .nonce = ""}).error().code,
      base::ErrorCode::invalid_argument);
  EXPECT_EQ(
      unlocker.begin({.person = "p", .client = "app", .audience = "", .nonce = ""}).error().code,
      base::ErrorCode::invalid_argument);
  EXPECT_EQ(
      unlocker
          .begin({.person = "p", .client = "app", .audience = "d", .nonce = std::string(200, 'n')})
          .error()
          .code,
      base::ErrorCode::invalid_argument);
}

// ---------------------------------------------------------------- the state machine of tries

/// What the counting of one person and client must look like from outside.
struct Model {
  int failures = 0;
  std::vector<base::UnixTime> open;  ///< when challenges that wait for their answer were drawn
  base::UnixTime now;
  base::UnixTime last_failure;

  void fail_overdue() {
    const auto overdue =
        std::erase_if(open, [&](base::UnixTime drawn) { return now - drawn >= 60s; });
    if (overdue == 0) return;
    failures += static_cast<int>(overdue);
    last_failure = now;
  }
  [[nodiscard]] bool may_begin() const {
    const store::AttemptCount count{failures, last_failure, static_cast<int>(open.size())};
    return store::admit(count, now, {}).admission == store::Admission::admitted;
  }
};

struct Machine : TestLock {
  struct Open {
    Beginning begun;
    base::UnixTime drawn;
  };
  std::vector<Open> open;
};

/// Draws a challenge.
void draw(Model& model, Machine& machine) {
  model.fail_overdue();
  const auto begun =
      machine.unlocker
          .begin({.person = machine.person.id, .client = "app", .audience = "door", .nonce = {}})
          .value();
  RC_ASSERT(begun.challenge.empty() != model.may_begin());
  if (begun.challenge.empty()) return;
  model.open.push_back(model.now);
  machine.open.push_back({begun, model.now});
}

/// Answers one of those that were drawn, perhaps one that is over.
void answer(Model& model, Machine& machine, std::size_t which, bool is_genuine) {
  if (machine.open.empty()) return;
  const auto at = machine.open.begin() + static_cast<std::ptrdiff_t>(which % machine.open.size());
  const auto open = std::move(*at);
  machine.open.erase(at);
  const auto ticket = machine.unlocker.accept(open.begun.challenge, "app");
  RC_ASSERT(ticket.has_value() == (model.now - open.drawn < kChallengeLife));
  if (!ticket) return;
  ScriptedPerson person;
  person.act(script_for(open.begun.actions));
  for (auto& sight : person.sights()) {
    sight.face = {.model = "arcface", .values = store::test_vector(is_genuine ? 1 : 2)};
  }
  const auto outcome =
      machine.unlocker.decide(*ticket, person.sights(), *machine.recogniser).value();
  RC_ASSERT(outcome.is_accepted() == is_genuine);
  RC_ASSERT(outcome.token.empty() != is_genuine);
  model.fail_overdue();
  model.open.erase(std::ranges::find(model.open, open.drawn));
  model.failures = is_genuine ? 0 : model.failures + 1;
  if (!is_genuine) model.last_failure = model.now;
  // A challenge that was answered is good for nothing more.
  RC_ASSERT(!machine.unlocker.accept(open.begun.challenge, "app").has_value());
}

RC_GTEST_PROP(TriesAndSessions, FollowTheirRulesInWhateverOrderThingsHappen, ()) {
  const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 8), rc::gen::inRange(0, 200)));
  Machine machine;
  Model model{.now = machine.store.now};
  for (const auto& [kind, number] : steps) {
    if (kind < 3) {
      draw(model, machine);
    } else if (kind < 6) {
      answer(model, machine, static_cast<std::size_t>(number), kind == 5);
    } else {
      model.now += std::chrono::seconds(number);
      machine.store.now = model.now;
    }
  }
}

}  // namespace
}  // namespace facelatch::unlock
