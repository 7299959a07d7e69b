// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <chrono>
#include <future>
#include <set>

#include "access/key_file.hpp"
#include "access/key_guard.hpp"
#include "access/token_bucket.hpp"
#include "base/file.hpp"
#include "testing/temporary_folder.hpp"

namespace facelatch::access {
namespace {

using base::ErrorCode;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr base::UnixTime kNow(std::chrono::hours(500'000));

KeyPlan plan_for(std::string scope) {
  return {.label = "test", .scopes = {std::move(scope)}, .rate = {}, .expires = {}};
}

TEST(ApiKeys, AreRecognisedByTheirTextOnly) {
  const auto made = make_key(plan_for("analyse"), kNow).value();
  const auto shown = parse_shown_key(made.text);
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->id, made.key.id);
  EXPECT_TRUE(matches(made.key, shown->secret));
  const auto other = make_key(plan_for("analyse"), kNow).value();
  EXPECT_FALSE(matches(other.key, shown->secret));
  EXPECT_FALSE(matches(made.key, std::string(shown->secret).replace(42, 1, "-")));
  EXPECT_FALSE(matches(made.key, ""));
}

TEST(ApiKeys, AreNeverTheSame) {
  std::set<std::string> texts;
  for (int i = 0; i < 200; ++i) texts.insert(make_key(plan_for("all"), kNow).value().text);
  EXPECT_EQ(texts.size(), 200U);
}

TEST(ApiKeys, TextsOfAnotherFormAreNone) {
  const auto text = make_key(plan_for("all"), kNow).value().text;
  EXPECT_FALSE(parse_shown_key(""));
  EXPECT_FALSE(parse_shown_key("facelatch_"));
  EXPECT_FALSE(parse_shown_key(text + "x"));
  EXPECT_FALSE(parse_shown_key(text.substr(1)));
  EXPECT_FALSE(parse_shown_key(text.substr(0, text.find('.'))));
}

TEST(ApiKeys, AllowTheirScopesAndNoOther) {
  EXPECT_TRUE(make_key(plan_for("analyse"), kNow)->key.allows("analyse"));
  EXPECT_FALSE(make_key(plan_for("analyse"), kNow)->key.allows("enrol"));
  EXPECT_FALSE(make_key(plan_for("analyse"), kNow)->key.allows("all"));
  EXPECT_TRUE(make_key(plan_for("all"), kNow)->key.allows("enrol"));
}

TEST(ApiKeys, PlansThatMakeNoSenseAreRefused) {
  const auto code_of = [](const KeyPlan& plan) {
    const auto made = make_key(plan, kNow);
    return made ? ErrorCode::internal : made.error().code;
  };
  EXPECT_EQ(code_of(plan_for("everything")), ErrorCode::invalid_argument);
  auto plan = plan_for("all");
  plan.scopes.clear();
  EXPECT_EQ(code_of(plan), ErrorCode::invalid_argument);
  plan = plan_for("all");
  plan.label = "two\nlines";
  EXPECT_EQ(code_of(plan), ErrorCode::invalid_argument);
  plan = plan_for("all");
  plan.rate.burst = 0;
  EXPECT_EQ(code_of(plan), ErrorCode::invalid_argument);
  plan = plan_for("all");
  plan.expires = kNow;
  EXPECT_EQ(code_of(plan), ErrorCode::invalid_argument);
}

class KeyFile : public ::testing::Test {
 protected:
  testing::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "deeper" / "keys.json";
};

TEST_F(KeyFile, KeepsHashesAndNoSecrets) {
  auto plan = plan_for("analyse");
  plan.expires = kNow + minutes(5);
  const auto made = add_key(path_, plan, kNow).value();
  const auto text = base::read_text(path_, 1U << 20U).value();
  EXPECT_THAT(text, HasSubstr(made.key.id));
  EXPECT_THAT(text, Not(HasSubstr(parse_shown_key(made.text)->secret)));
  EXPECT_EQ(read_keys(path_).value(), ApiKeys{made.key});
  struct stat state{};
  ASSERT_EQ(::stat(path_.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 07777U, 0600U);
}

TEST_F(KeyFile, ForgetsARevokedKey) {
  const auto first = add_key(path_, plan_for("analyse"), kNow).value();
  const auto second = add_key(path_, plan_for("enrol"), kNow).value();
  ASSERT_TRUE(revoke_key(path_, first.key.id));
  EXPECT_EQ(read_keys(path_).value(), ApiKeys{second.key});
  EXPECT_EQ(revoke_key(path_, first.key.id).error().code, ErrorCode::not_found);
}

TEST_F(KeyFile, IsChangedByManyAtOnceWithoutLoss) {
  std::array<std::future<void>, 4> writers;
  for (auto& writer : writers) {
    writer = std::async(std::launch::async, [&] {
      for (int j = 0; j < 5; ++j) EXPECT_TRUE(add_key(path_, plan_for("all"), kNow));
    });
  }
  for (auto& writer : writers) writer.get();
  EXPECT_EQ(read_keys(path_)->size(), 20U);
}

TEST_F(KeyFile, ThatIsMissingDamagedOrOpenToOthersIsRefused) {
  EXPECT_EQ(read_keys(path_).error().code, ErrorCode::not_found);
  ASSERT_TRUE(add_key(path_, plan_for("all"), kNow));
  const auto text = base::read_text(path_, 1U << 20U).value();
  ASSERT_EQ(::chmod(path_.c_str(), 0620), 0);
  EXPECT_EQ(read_keys(path_).error().code, ErrorCode::denied);
  for (std::size_t cut = 0; cut + 2 < text.size(); ++cut) {
    EXPECT_EQ(parse_keys(text.substr(0, cut)).error().code, ErrorCode::corrupt);
  }
  for (const auto* wrong : {"[]", "{}", R"({"format":2,"keys":[]})", R"({"format":1,"keys":{}})",
                            R"({"format":1,"keys":[{}]})", R"({"format":1,"keys":[7]})"}) {
    EXPECT_EQ(parse_keys(wrong).error().code, ErrorCode::corrupt) << wrong;
  }
}

TEST(TokenBucket, LetsABurstThroughAndThenTheRate) {
  const TokenBucket::Clock::time_point start{};
  TokenBucket bucket({.per_minute = 60, .burst = 3}, start);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(bucket.take(start));
  const auto wait = bucket.take(start);
  ASSERT_TRUE(wait);
  EXPECT_NEAR(wait->count(), 1.0, 1e-6);
  EXPECT_TRUE(bucket.take(start + std::chrono::milliseconds(500)));
  EXPECT_FALSE(bucket.take(start + std::chrono::milliseconds(1001)));
  EXPECT_TRUE(bucket.take(start + std::chrono::milliseconds(1001)));
}

TEST(TokenBucket, FillsNoHigherThanItsBurst) {
  const TokenBucket::Clock::time_point start{};
  TokenBucket bucket({.per_minute = 60, .burst = 2}, start);
  const auto later = start + std::chrono::hours(100);
  EXPECT_FALSE(bucket.take(later));
  EXPECT_FALSE(bucket.take(later));
  EXPECT_TRUE(bucket.take(later));
}

class Guarding : public ::testing::Test {
 protected:
  Guarding() {
    auto plan = plan_for("analyse");
    plan.rate = {.per_minute = 60, .burst = 2};
    plan.expires = kNow + minutes(5);
    key_ = add_key(path_, plan, kNow).value();
    const Clocks clocks{.wall = [this] { return wall_; }, .steady = [this] { return steady_; }};
    guard_ = KeyGuard::open(path_, clocks).value();
  }

  /// 0: admitted.
  int status_of(std::string_view header, std::string_view value, std::string scope = "analyse") {
    http::Request request;
    if (!header.empty()) request.headers.add(header, value);
    http::RouteOptions route;
    route.scope = std::move(scope);
    const auto admitted = guard_->admit(request, route);
    if (!admitted) last_fault_ = admitted.error();
    if (admitted) last_caller_ = *admitted;
    return admitted ? 0 : last_fault_.status;
  }
  std::string bearer() const { return "Bearer " + key_.text; }
  void pass(TokenBucket::Clock::duration time) {
    steady_ += time;
    wall_ += std::chrono::duration_cast<std::chrono::milliseconds>(time);
  }

  testing::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "keys.json";
  base::UnixTime wall_ = kNow;
  TokenBucket::Clock::time_point steady_;
  NewKey key_;
  std::shared_ptr<KeyGuard> guard_;
  http::Fault last_fault_;
  std::string last_caller_;
};

TEST_F(Guarding, AKeyIsTakenFromEitherHeader) {
  EXPECT_EQ(status_of("Authorization", bearer()), 0);
  EXPECT_EQ(last_caller_, key_.key.id);
  EXPECT_EQ(status_of("X-Api-Key", key_.text), 0);
  pass(minutes(1));
  EXPECT_EQ(status_of("authorization", "bearer  " + key_.text), 0);
}

TEST_F(Guarding, NoKeyOrAWrongOneIs401) {
  EXPECT_EQ(status_of("", ""), 401);
  EXPECT_EQ(status_of("Authorization", ""), 401);
  EXPECT_EQ(status_of("Authorization", "Basic " + key_.text), 401);
  EXPECT_EQ(status_of("Authorization", "Bearer x"), 401);
  auto wrong = key_.text;
  wrong.back() = wrong.back() == 'A' ? 'E' : 'A';
  EXPECT_EQ(status_of("Authorization", "Bearer " + wrong), 401);
  EXPECT_EQ(status_of("X-Api-Key", make_key(plan_for("all"), kNow)->text), 401);
  EXPECT_THAT(last_fault_.message, Not(HasSubstr("facelatch_")));
}

TEST_F(Guarding, ARouteForEverybodyNeedsNoKey) { EXPECT_EQ(status_of("", "", "everybody"), 0); }

TEST_F(Guarding, ARouteThatNamesNoScopeIsNotOpen) {
  EXPECT_EQ(status_of("", "", ""), 401);
  EXPECT_EQ(status_of("Authorization", bearer(), ""), 403);
  const auto master = add_key(path_, plan_for("all"), kNow).value();
  ASSERT_TRUE(guard_->reload());
  EXPECT_EQ(status_of("X-Api-Key", master.text, ""), 0);
}

TEST_F(Guarding, AScopeThatTheKeyDoesNotHaveIs403) {
  EXPECT_EQ(status_of("Authorization", bearer(), "enrol"), 403);
}

TEST_F(Guarding, AScopeThatIsRefusedTakesNothingFromTheRate) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(status_of("Authorization", bearer(), "enrol"), 403);
  EXPECT_EQ(status_of("Authorization", bearer()), 0);
}

TEST_F(Guarding, AnExpiredKeyIs401) {
  pass(minutes(5));
  EXPECT_EQ(status_of("Authorization", bearer()), 401);
  EXPECT_THAT(last_fault_.message, HasSubstr("expired"));
}

TEST_F(Guarding, TooManyRequestsAre429WithTheTimeToWait) {
  EXPECT_EQ(status_of("Authorization", bearer()), 0);
  EXPECT_EQ(status_of("Authorization", bearer()), 0);
  EXPECT_EQ(status_of("Authorization", bearer()), 429);
  EXPECT_EQ(last_fault_.retry_after, seconds(1));
  pass(seconds(1));
  EXPECT_EQ(status_of("Authorization", bearer()), 0);
}

TEST_F(Guarding, AKeyIsKnownAndForgottenWhileTheServerRuns) {
  const auto second = add_key(path_, plan_for("analyse"), kNow).value();
  std::filesystem::last_write_time(path_, std::filesystem::file_time_type() + minutes(1));
  EXPECT_EQ(status_of("X-Api-Key", second.text), 401) << "it was looked at a moment ago";
  pass(seconds(2));
  EXPECT_EQ(status_of("X-Api-Key", second.text), 0);
  ASSERT_TRUE(revoke_key(path_, key_.key.id));
  std::filesystem::last_write_time(path_, std::filesystem::file_time_type() + minutes(2));
  pass(seconds(2));
  EXPECT_EQ(status_of("Authorization", bearer()), 401);
  EXPECT_EQ(status_of("X-Api-Key", second.text), 0);
}

TEST_F(Guarding, AFileThatIsDamagedLeavesTheKeysAsTheyWere) {
  ASSERT_TRUE(base::write_text(path_, "half a file", 0600));
  pass(seconds(2));
  EXPECT_EQ(status_of("Authorization", bearer()), 0);
  EXPECT_EQ(guard_->reload().error().code, ErrorCode::corrupt);
  std::filesystem::remove(path_);
  pass(seconds(2));
  EXPECT_EQ(status_of("Authorization", bearer()), 0);
}

}  // namespace
}  // namespace facelatch::access
