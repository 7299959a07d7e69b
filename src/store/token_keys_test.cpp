// SPDX-License-Identifier: Apache-2.0
#include "store/token_keys.hpp"

#include <gtest/gtest.h>

#include "store/maintenance.hpp"
#include "store/test_store.hpp"

namespace facelatch::store {
namespace {

std::vector<std::string> ids(Store& store) {
  std::vector<std::string> found;
  const auto keys = store.token_keys().public_keys().value();
  found.reserve(keys.size());
  for (const auto& key : keys) found.push_back(key.id);
  return found;
}

std::string signer(Store& store) { return store.token_keys().signing_key()->public_key().id; }

TEST(TokenKeys, AreToldForAWhileWhenARotationHasTakenThemAway) {
  TestStore store;
  const auto other = Store::open(store.options()).value();
  const auto first = signer(*store);
  EXPECT_EQ(ids(*store), std::vector{first});
  ASSERT_TRUE(rotate_keys(*store, "t"));
  const auto second = signer(*store);
  EXPECT_NE(second, first);
  EXPECT_EQ(ids(*store), (std::vector{second, first}));
  EXPECT_EQ(ids(*other), (std::vector{second, first})) << "of a process that held the old key";
  store.now += std::chrono::seconds(60);
  ASSERT_TRUE(rotate_keys(*store, "t"));
  EXPECT_EQ(ids(*store).size(), 3U) << "both are told, sealed under the newest key";
  store.reopen();
  EXPECT_EQ(ids(*store).size(), 3U);
  store.now += kRetiredKeyLife - std::chrono::seconds(60);
  EXPECT_EQ(ids(*store), (std::vector{signer(*store), second}));
  store.now += std::chrono::seconds(60);
  EXPECT_EQ(ids(*store), std::vector{signer(*store)});
}

TEST(TokenKeys, AreNotThoseThatSomebodyWroteOntoTheDisk) {
  TestStore store;
  ASSERT_TRUE(rotate_keys(*store, "t"));
  const auto genuine = ids(*store);
  ASSERT_EQ(genuine.size(), 2U);
  const auto change = [&](std::string_view statement) {
    auto transaction = Transaction::begin(*store->core().writer, Intent::write).value();
    ASSERT_EQ(transaction.run(statement).value(), 1);
    ASSERT_TRUE(transaction.commit());
  };
  change(
      "INSERT INTO retired_token_keys SELECT zeroblob(32), until_ms, code FROM "
      "retired_token_keys");
  EXPECT_EQ(ids(*store), genuine);
  change("UPDATE retired_token_keys SET until_ms = until_ms - 1 WHERE public_key != zeroblob(32)");
  EXPECT_EQ(ids(*store), std::vector{genuine.front()});
}

}  // namespace
}  // namespace facelatch::store
