// SPDX-License-Identifier: Apache-2.0
#include "store/audit.hpp"

#include <gtest/gtest.h>

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
  const auto lines = store->audit().list({.before = 5, .count = 2, .person_id = {}}).value();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines.front().number, 4);
  EXPECT_EQ(store->audit().list({.before = 0, .count = 9, .person_id = "p2"})->size(), 1U);
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
  EXPECT_EQ(store->audit().list({})->front().event.client, std::string(199, 'a'));
  EXPECT_TRUE(store->audit().verify());
}

}  // namespace
}  // namespace facelatch::store
