// SPDX-License-Identifier: Apache-2.0
#include "store/attempts.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <atomic>
#include <thread>

#include "store/test_store.hpp"

namespace facelatch::store {
namespace {

using base::ErrorCode;
using std::chrono::milliseconds;
using std::chrono::seconds;

void fail_once(TestStore& store, std::string_view person, std::string_view client = {}) {
  const auto attempt = store->attempts().begin(person, client).value();
  ASSERT_EQ(attempt.answer.admission, Admission::admitted);
  ASSERT_TRUE(store->attempts().end(attempt.id, AttemptEnd::failed));
}

AdmissionAnswer ask(TestStore& store, std::string_view person, std::string_view client = {}) {
  const auto attempt = store->attempts().begin(person, client).value();
  if (!attempt.id.empty()) {
    EXPECT_TRUE(store->attempts().end(attempt.id, AttemptEnd::withdrawn));
  }
  return attempt.answer;
}

TEST(Attempts, MakeOneWaitBehindFiveFailuresTwiceAsLongEachTimeOverRestarts) {
  TestStore store;
  for (int i = 0; i < 5; ++i) fail_once(store, "p");
  for (int wait = 30; wait <= 480; wait *= 2) {
    store.reopen();
    EXPECT_EQ(ask(store, "p").admission, Admission::wait);
    EXPECT_EQ(ask(store, "p").wait, seconds(wait));
    EXPECT_EQ(ask(store, "q").admission, Admission::admitted);
    store.now += seconds(wait) - milliseconds(1);
    EXPECT_EQ(ask(store, "p").admission, Admission::wait);
    store.now += milliseconds(1);
    fail_once(store, "p");
  }
}

TEST(Attempts, LockBehindFiftyUntilAnOperatorResets) {
  TestStore store;
  for (int i = 0; i < 50; ++i) {
    fail_once(store, "p");
    store.now += std::chrono::days(1);
  }
  store.now += std::chrono::days(1000);
  EXPECT_EQ(ask(store, "p").admission, Admission::locked);
  EXPECT_EQ(store->attempts().list(10)->front().count.failures, 50);
  ASSERT_TRUE(store->attempts().reset(Counted::person, "p", "operator"));
  EXPECT_EQ(store->attempts().reset(Counted::person, "p", "operator").error().code,
            ErrorCode::not_found);
  EXPECT_EQ(ask(store, "p").admission, Admission::admitted);
  EXPECT_EQ(store->audit().list({})->lines.front().event.action, "attempts_reset");
}

TEST(Attempts, CountPerClientTooAndForgetBothWithASuccess) {
  TestStore store;
  for (int i = 0; i < 4; ++i) fail_once(store, "p" + std::to_string(i), "door");
  const auto attempt = store->attempts().begin("p0", "door").value();
  ASSERT_TRUE(store->attempts().end(attempt.id, AttemptEnd::succeeded));
  for (int i = 0; i < 5; ++i) fail_once(store, "p" + std::to_string(i), "door");
  EXPECT_EQ(ask(store, "new", "door").admission, Admission::wait);
  EXPECT_EQ(ask(store, "new", "gate").admission, Admission::admitted);
}

TEST(Attempts, LetNoMoreThroughSideBySideThanOneAfterTheOther) {
  TestStore store;
  std::atomic<int> admitted = 0;
  {
    std::vector<std::jthread> threads;
    threads.reserve(8);
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int j = 0; j < 5; ++j) {
          if (!store->attempts().begin("p", "")->id.empty()) ++admitted;
        }
      });
    }
  }
  EXPECT_EQ(admitted, 5);
}

TEST(Attempts, CountATryWhoseProcessIsGoneAsFailed) {
  TestStore store;
  for (int i = 0; i < 4; ++i) fail_once(store, "p");
  const auto attempt = store->attempts().begin("p", "").value();
  store.reopen();
  store.now += seconds(60);
  EXPECT_EQ(store->attempts().end(attempt.id, AttemptEnd::succeeded).error().code,
            ErrorCode::not_found);
  EXPECT_EQ(ask(store, "p").wait, seconds(30));
}

TEST(Attempts, NoteATryThatNobodyEndedOnceWithWhoAndWhichClient) {
  TestStore store;
  store.add_person("Ada");
  ASSERT_FALSE(store->attempts().begin("p", "door")->id.empty());
  store.now += seconds(59);
  ASSERT_TRUE(store->clean_up());
  EXPECT_EQ(store->audit().list({})->lines.size(), 1U) << "it may still end";
  store.now += seconds(1);
  ASSERT_TRUE(store->clean_up());
  EXPECT_EQ(ask(store, "p", "door").admission, Admission::admitted);
  ASSERT_TRUE(store->attempts().fail_overdue());
  const auto lines = store->audit().list({})->lines;
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines.front().event, (AuditEvent{.action = "attempt_ended",
                                             .client = "door",
                                             .person_id = "p",
                                             .policy = {},
                                             .models = {},
                                             .outcome = "denied",
                                             .reason = "overdue"}));
  EXPECT_TRUE(store->audit().verify());
  EXPECT_EQ(store->attempts().list(10)->front().count.failures, 1);
}

TEST(Attempts, NoteATryThatIsAnsweredTooLate) {
  TestStore store;
  const auto attempt = store->attempts().begin("p", "door").value();
  store.now += seconds(60);
  EXPECT_EQ(store->attempts().end(attempt.id, AttemptEnd::succeeded).error().code,
            ErrorCode::not_found);
  const auto lines = store->audit().list({})->lines;
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines.front().event.reason, "overdue");
  EXPECT_TRUE(store->audit().verify());
}

TEST(Attempts, EndOnce) {
  TestStore store;
  const auto attempt = store->attempts().begin("p", "").value();
  EXPECT_TRUE(store->attempts().end(attempt.id, AttemptEnd::failed));
  EXPECT_EQ(store->attempts().end(attempt.id, AttemptEnd::succeeded).error().code,
            ErrorCode::not_found);
  EXPECT_EQ(store->attempts().begin(std::string(129, 'p'), "").error().code,
            ErrorCode::invalid_argument);
}

TEST(AttemptRules, ALockTakesWeeksOfWaitingHoweverManyTry) {
  const AttemptLimits limits;
  std::chrono::milliseconds waited{0};
  for (int failures = 0; failures < limits.failures_before_lock; ++failures) {
    waited += wait_after(failures, limits);
  }
  EXPECT_GT(waited, std::chrono::days(34));
}

TEST(AttemptRules, WaitNoLongerThanEverWhenTheClockWasSetBack) {
  const base::UnixTime now{milliseconds(1'000'000'000)};
  const AttemptCount count{.failures = 5, .last_failure = now + std::chrono::days(100)};
  EXPECT_EQ(admit(count, now, {}).wait, seconds(30));
}

/// What the limits mean, said once more and plainly: per subject a count, the moment of the last
/// failure, and the running tries.
struct Model {
  int failures = 0;
  std::int64_t last_ms = 0;
  std::vector<std::string> running;

  [[nodiscard]] Admission expected(std::int64_t now_ms) const {
    if (failures >= 50) return Admission::locked;
    if (failures >= 5) {
      const double wait = std::min(30'000.0 * std::pow(2.0, failures - 5), 86'400'000.0);
      if (static_cast<double>(now_ms - last_ms) < wait || !running.empty()) return Admission::wait;
      return Admission::admitted;
    }
    return running.size() < static_cast<std::size_t>(5 - failures) ? Admission::admitted
                                                                   : Admission::wait;
  }
};

RC_GTEST_PROP(AttemptsProperty, AgreeWithTheModelOverAnyHistory, ()) {
  TestStore store;
  Model model;
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 10));
  for (const int step : steps) {
    const auto now_ms = store.now.time_since_epoch().count();
    if (step <= 3) {
      const auto attempt = store->attempts().begin("p", "").value();
      RC_ASSERT(attempt.answer.admission == model.expected(now_ms));
      if (!attempt.id.empty()) model.running.push_back(attempt.id);
    } else if (step <= 7 && !model.running.empty()) {
      const auto id = model.running.back();
      model.running.pop_back();
      const auto end = step == 7 ? AttemptEnd::withdrawn : AttemptEnd::failed;
      RC_ASSERT(store->attempts().end(id, end).has_value());
      if (end == AttemptEnd::failed) {
        ++model.failures;
        model.last_ms = now_ms;
      }
    } else if (step == 8 && model.running.empty()) {
      // Longer than the wait of up to six failures; running tries would be overdue.
      store.now += milliseconds(*rc::gen::inRange(0, 70'000));
    } else if (step == 9) {
      store.reopen();
    }
  }
}

}  // namespace
}  // namespace facelatch::store
