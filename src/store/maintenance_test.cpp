// SPDX-License-Identifier: Apache-2.0
#include "store/maintenance.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "store/test_store.hpp"

namespace facelatch::store {
namespace {

using base::ErrorCode;

std::int64_t enrol(Store& store, const Person& person, int seed) {
  return store.templates()
      .add(person.id, {{test_kind(), test_vector(seed)}}, Enrolment::add, "t")
      ->added.front()
      .number;
}

void expect_readable(Store& store, std::int64_t number, int seed) {
  std::vector<float> vector(512);
  ASSERT_TRUE(store.templates().read(number, vector));
  EXPECT_EQ(vector, test_vector(seed));
}

TEST(Rotation, SealsEverythingAnewAndThrowsTheOldKeyAwayWhileOthersGoOn) {
  TestStore store;
  const auto person = store.add_person("Ada");
  const auto first = enrol(*store, person, 1);
  const auto file = default_key_file(store.folder());
  const auto old_key = crypto::read_key_file(file)->active();
  const auto other = Store::open(store.options()).value();
  EXPECT_EQ(rotate_keys(*store, "t").value(), 1);
  const auto ids = crypto::read_key_file(file)->ids();
  ASSERT_EQ(ids.size(), 1U);
  EXPECT_NE(ids.front(), old_key);
  // The other one still held the old key.
  expect_readable(*other, first, 1);
  const auto second = enrol(*other, person, 2);
  EXPECT_TRUE(other->audit().verify());
  store.reopen();
  expect_readable(*store, first, 1);
  expect_readable(*store, second, 2);
  EXPECT_TRUE(store->audit().verify());
}

TEST(Rotation, GoesOnWhereAnotherWasInterrupted) {
  TestStore store;
  const auto person = store.add_person("Ada");
  const auto first = enrol(*store, person, 1);
  const auto file = default_key_file(store.folder());
  const auto longer = crypto::read_key_file(file)->with_new_key().value();
  ASSERT_TRUE(crypto::replace_key_file(file, longer));
  store.reopen();
  expect_readable(*store, first, 1);
  EXPECT_EQ(rotate_keys(*store, "t").value(), 1);
  EXPECT_EQ(crypto::read_key_file(file)->active(), longer.active());
  store.reopen();
  expect_readable(*store, first, 1);
}

TEST(Backup, IsACopyThatCanBeOpenedAndNeverReplacesAFile) {
  TestStore store;
  const auto person = store.add_person("Ada");
  const auto number = enrol(*store, person, 1);
  const auto target = store.folder().parent_path() / "backup.db";
  ASSERT_TRUE(back_up(*store, target));
  EXPECT_EQ(back_up(*store, target).error().code, ErrorCode::already_exists);
  ASSERT_TRUE(store->people().remove(person.id, "t"));
  store.close();
  for (const auto* end : {"", "-wal", "-shm"}) {
    std::filesystem::remove(database_file(store.folder()).string() + end);
  }
  std::filesystem::copy_file(target, database_file(store.folder()));
  store.reopen();
  expect_readable(*store, number, 1);
}

TEST(Backup, IsNotMadeOfADamagedStore) {
  TestStore store;
  enrol(*store, store.add_person("Ada"), 1);
  auto transaction = Transaction::begin(*store->core().writer, Intent::write).value();
  ASSERT_TRUE(transaction.run("UPDATE templates SET sealed = zeroblob(length(sealed))"));
  ASSERT_TRUE(transaction.commit());
  const auto target = store.folder().parent_path() / "backup.db";
  EXPECT_EQ(back_up(*store, target).error().code, ErrorCode::corrupt);
  EXPECT_FALSE(std::filesystem::exists(target));
}

}  // namespace
}  // namespace facelatch::store
