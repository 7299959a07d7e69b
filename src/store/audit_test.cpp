// SPDX-License-Identifier: Apache-2.0
#include "store/audit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "store/test_store.hpp"

namespace facelatch::store {
namespace {

using base::ErrorCode;

void append(TestStore& store, int count) {
  for (int i = 0; i < count; ++i) {
    ASSERT_TRUE(store->audit().append({.action = "verified",
                                       .client = "door",
                                       .person_id = "p" + std::to_string(i),
                                       .policy = {},
                                       .models = "arcface",
                                       .outcome = "accepted",
                                       .reason = {}}));
  }
}

void alter(TestStore& store, std::string_view text) {
  auto transaction = Transaction::begin(*store->core().writer, Intent::write).value();
  ASSERT_TRUE(transaction.run(text));
  ASSERT_TRUE(transaction.commit());
}

TEST(Audit, VerifiesWhatItWroteAndListsTheNewestFirst) {
  TestStore store;
  EXPECT_EQ(store->audit().verify()->lines, 0);
  append(store, 5);
  const auto head = store->audit().verify().value();
  EXPECT_EQ(head.lines, 5);
  const auto page = store->audit().list({.before = 5, .count = 2}).value();
  ASSERT_EQ(page.lines.size(), 2U);
  EXPECT_EQ(page.lines.front().number, 4);
  EXPECT_EQ(page.next, 3);
  EXPECT_EQ(store->audit().list({.before = page.next, .count = 2})->next, 0);
  append(store, 1);
  store.reopen();
  EXPECT_TRUE(store->audit().verify(head)) << "the log has grown from the earlier one";
  EXPECT_FALSE(store->audit().verify(AuditHead{5, std::string(64, 'a')}));
}

constexpr auto kRepeat =
    "INSERT INTO audit SELECT 6, time_ms, action, client, person, policy, models, outcome, "
    "reason, hash FROM audit WHERE number = 5";

TEST(Audit, FindsEveryKindOfChange) {
  for (const auto* change :
       {"UPDATE audit SET outcome = 'denied' WHERE number = 3",
        "UPDATE audit SET time_ms = time_ms + 1 WHERE number = 3",
        "UPDATE audit SET client = 'doo', person = 'rp2' WHERE number = 3",
        "DELETE FROM audit WHERE number = 3", "DELETE FROM audit WHERE number = 5",
        "DELETE FROM audit WHERE number > 2", "DELETE FROM audit", "DELETE FROM audit_head",
        "UPDATE audit_head SET lines = 4, hash = (SELECT hash FROM audit WHERE number = 4)",
        "UPDATE audit SET number = CASE number WHEN 2 THEN 30 WHEN 3 THEN 2 ELSE number END",
        kRepeat, "UPDATE audit_head SET code = zeroblob(32)"}) {
    TestStore store;
    append(store, 5);
    alter(store, change);
    EXPECT_EQ(store->audit().verify().error().code, ErrorCode::corrupt) << change;
  }
}

TEST(AuditHead, IsReadAsItIsWrittenAndNotOtherwise) {
  const AuditHead head{12, std::string(64, 'a')};
  EXPECT_EQ(parse_audit_head(to_text(head)), head);
  const std::vector<std::string> wrong{"",
                                       "12",
                                       "12:",
                                       "12:" + std::string(63, 'a'),
                                       "-1:" + head.hash,
                                       ":" + head.hash,
                                       "12:" + std::string(64, 'g')};
  for (const auto& text : wrong) {
    EXPECT_EQ(parse_audit_head(text).error().code, ErrorCode::invalid_argument) << text;
  }
}

TEST(Audit, ListsWhatEveryFilterAdmits) {
  TestStore store;
  append(store, 3);
  store.now += std::chrono::hours(1);
  ASSERT_TRUE(store->audit().append({.action = "person_created",
                                     .client = "cli",
                                     .person_id = "p1",
                                     .policy = {},
                                     .models = {},
                                     .outcome = "done",
                                     .reason = {}}));
  const auto numbers = [&](const AuditQuery& query) {
    std::vector<std::int64_t> found;
    const auto page = store->audit().list(query).value();
    std::ranges::transform(page.lines, std::back_inserter(found), &AuditLine::number);
    return found;
  };
  using Numbers = std::vector<std::int64_t>;
  EXPECT_EQ(numbers({.person_id = "p1"}), (Numbers{4, 2}));
  EXPECT_EQ(numbers({.client = "cli"}), Numbers{4});
  EXPECT_EQ(numbers({.action = "verified", .person_id = "p1"}), Numbers{2});
  EXPECT_EQ(numbers({.outcome = "accepted"}), (Numbers{3, 2, 1}));
  EXPECT_EQ(numbers({.from = store.now}), Numbers{4});
  EXPECT_EQ(numbers({.until = store.now}), (Numbers{3, 2, 1}));
  EXPECT_EQ(numbers({.outcome = "denied"}), Numbers{});
}

TEST(Audit, LooksThroughALongLogPiecewise) {
  TestStore store;
  append(store, 1);
  alter(store,
        "WITH RECURSIVE n(i) AS (VALUES(2) UNION ALL SELECT i + 1 FROM n WHERE i < 150000) "
        "INSERT INTO audit SELECT i, 0, 'a', '', '', '', '', 'done', '', '' FROM n");
  const auto newer = store->audit().list({.person_id = "p0"}).value();
  EXPECT_TRUE(newer.lines.empty());
  EXPECT_EQ(newer.next, 50'001);
  const auto older = store->audit().list({.before = newer.next, .person_id = "p0"}).value();
  EXPECT_EQ(older.lines.size(), 1U);
  EXPECT_EQ(older.next, 0);
}

TEST(Audit, VerifiesALogOfManyPagesAndKeepsToTheDeadline) {
  TestStore store;
  {
    auto transaction = Transaction::begin(*store->core().writer, Intent::write).value();
    for (int i = 0; i < 9000; ++i) {
      ASSERT_TRUE(store->audit().append(transaction, done_event("a", "b", "c")));
    }
    ASSERT_TRUE(transaction.commit());
  }
  EXPECT_EQ(store->audit().verify()->lines, 9000);
  EXPECT_EQ(store->audit().verify({}, base::Deadline::after({})).error().code,
            ErrorCode::deadline_exceeded);
  alter(store, "DELETE FROM audit WHERE number = 8192");
  EXPECT_EQ(store->audit().verify().error().code, ErrorCode::corrupt);
}

TEST(Audit, FindsAnEndThatWasCutOffTogetherWithItsHead) {
  TestStore store;
  append(store, 5);
  alter(store, "DELETE FROM audit WHERE number = 5");
  alter(store, "UPDATE audit_head SET lines = 4, hash = (SELECT hash FROM audit WHERE number = 4)");
  EXPECT_EQ(store->audit().verify().error().code, ErrorCode::corrupt);
}

TEST(Audit, CutsTextsThatAreTooLongBetweenCharacters) {
  TestStore store;
  std::string longer(199, 'a');
  longer += "\xC3\xA4";  // ä: two bytes, of which the second would be the 201st.
  ASSERT_TRUE(store->audit().append({.action = "a",
                                     .client = longer,
                                     .person_id = {},
                                     .policy = {},
                                     .models = {},
                                     .outcome = "done",
                                     .reason = {}}));
  EXPECT_EQ(store->audit().list({})->lines.front().event.client, std::string(199, 'a'));
  EXPECT_TRUE(store->audit().verify());
}

}  // namespace
}  // namespace facelatch::store
