// SPDX-License-Identifier: Apache-2.0
#include "store/store.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <mutex>
#include <set>
#include <thread>

#include "store/test_store.hpp"

namespace facelatch::store {
namespace {

using base::ErrorCode;

std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

StoredTemplates enrol(TestStore& store, const Person& person, int seed) {
  return store->templates()
      .add(person.id, {{test_kind(), test_vector(seed)}}, Enrolment::add, "tester")
      .value();
}

TEST(Store, KeepsPeopleAndTemplatesOverARestart) {
  TestStore store;
  const auto person = store.add_person("Ada");
  const auto stored = enrol(store, person, 1);
  store.reopen();
  const auto found = store->people().find(person.id).value();
  EXPECT_EQ(found.data, person.data);
  EXPECT_EQ(found.templates, 1);
  std::vector<float> vector(512);
  ASSERT_TRUE(store->templates().read(stored.added.front().number, vector));
  EXPECT_EQ(vector, test_vector(1));
}

TEST(Store, MakesFilesThatNobodyElseReads) {
  TestStore store;
  store.add_person("Ada");
  for (const auto& entry : std::filesystem::directory_iterator(store.folder())) {
    struct stat info{};
    ASSERT_EQ(::stat(entry.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U) << entry.path();
  }
}

TEST(Store, ChangesAndListsPeopleByPages) {
  TestStore store;
  const auto ada = store.add_person("Ada 100%");
  const auto bob = store.add_person("Bob");
  EXPECT_EQ(store->people().change(ada.id, {.name = {}, .reference = "a-1"}, "t")->data.reference,
            "a-1");
  EXPECT_EQ(store->people().change(bob.id, {.name = {}, .reference = "a-1"}, "t").error().code,
            ErrorCode::already_exists);
  EXPECT_EQ(store->people().find_reference("a-1")->id, ada.id);
  const auto page = store->people().list({.search = {}, .after = 0, .count = 1}).value();
  ASSERT_EQ(page.size(), 1U);
  EXPECT_EQ(page.front().id, ada.id);
  EXPECT_EQ(store->people().list({.search = {}, .after = page.front().number})->front().id, bob.id);
  EXPECT_EQ(store->people().list({.search = "0%"})->size(), 1U);
  EXPECT_EQ(store->people().list({.search = "A-1"})->size(), 1U);
  EXPECT_TRUE(store->people().list({.search = "_b%"})->empty());
  EXPECT_EQ(store->people().list({.search = {}, .after = 0, .count = 0}).error().code,
            ErrorCode::invalid_argument);
}

TEST(Store, RefusesPeopleWithoutNameOrConsentAndTextsThatAreTooLong) {
  TestStore store;
  for (const auto& wrong : std::vector<PersonData>{
           {.name = "", .reference = {}, .consent = "yes"},
           {.name = "A", .reference = {}, .consent = ""},
           {.name = "A\nB", .reference = {}, .consent = "yes"},
           {.name = std::string(201, 'a'), .reference = {}, .consent = "yes"},
           {.name = "A", .reference = std::string(201, 'a'), .consent = "yes"},
           {.name = "A", .reference = {}, .consent = "yes", .retention_days = 0},
           {.name = "A", .reference = {}, .consent = std::string(10'001, 'a')}}) {
    EXPECT_EQ(store->people().create(wrong, "t").error().code, ErrorCode::invalid_argument);
  }
  EXPECT_EQ(store->people().count().value(), 0);
  EXPECT_EQ(store->people().find("nobody").error().code, ErrorCode::not_found);
}

TEST(Store, DeletesAPersonFromEveryPageAndLeavesALineInTheAuditLog) {
  TestStore store;
  const auto person = store.add_person("Unmistakable Name");
  enrol(store, person, 1);
  std::string sealed;
  {
    auto transaction = Transaction::begin(*store->core().reader, Intent::read).value();
    auto query = transaction.query("SELECT sealed FROM templates");
    ASSERT_TRUE(query.step().value());
    const auto blob = query.blob(0);
    sealed.assign(blob.begin(), blob.end());
  }
  const auto on_disk = [&](std::string_view text) {
    const auto folder = store.folder();
    return std::ranges::any_of(std::filesystem::directory_iterator(folder), [&](const auto& file) {
      return content_of(file.path()).find(text) != std::string::npos;
    });
  };
  EXPECT_TRUE(on_disk(sealed));
  const auto deleted = store->people().remove(person.id, "tester").value();
  EXPECT_EQ(deleted.templates.size(), 1U);
  EXPECT_TRUE(deleted.is_wiped);
  EXPECT_FALSE(on_disk(sealed));
  EXPECT_FALSE(on_disk("Unmistakable"));
  const auto line = store->audit().list({})->lines.front();
  EXPECT_EQ(line.event.action, "person_deleted");
  EXPECT_EQ(line.event.person_id, person.id);
  EXPECT_EQ(store->people().remove(person.id, "tester").error().code, ErrorCode::not_found);
}

TEST(Store, RemovesTemplatesByThemselvesWhenTheirTimeIsOver) {
  TestStore store;
  const auto person = store.add_person("Ada");
  const auto number = enrol(store, person, 1).added.front().number;
  std::vector<float> vector(512);
  store.now += std::chrono::days(30) - std::chrono::seconds(1);
  EXPECT_TRUE(store->clean_up()->empty());
  store.now += std::chrono::seconds(1);
  EXPECT_EQ(store->templates().read(number, vector).error().code, ErrorCode::not_found);
  EXPECT_EQ(store->clean_up().value(), std::vector{number});
  EXPECT_TRUE(store->templates().of_person(person.number)->empty());
  EXPECT_EQ(store->audit().list({})->lines.front().event.action, "templates_expired");
}

TEST(Store, LengthensTheTimeOfTemplatesWithThePersonsRetention) {
  TestStore store;
  const auto person = store.add_person("Ada");
  enrol(store, person, 1);
  PersonChange change;
  change.retention_days = 60;
  ASSERT_TRUE(store->people().change(person.id, change, "t"));
  store.now += std::chrono::days(31);
  EXPECT_TRUE(store->clean_up()->empty());
}

TEST(Store, NeverOpensATemplateThatWasMovedToAnotherPerson) {
  TestStore store;
  const auto number = enrol(store, store.add_person("Ada"), 1).added.front().number;
  const auto thief = store.add_person("Eve");
  auto transaction = Transaction::begin(*store->core().writer, Intent::write).value();
  ASSERT_TRUE(transaction.run("UPDATE templates SET person = ?", thief.number));
  ASSERT_TRUE(transaction.commit());
  std::vector<float> vector(512);
  EXPECT_EQ(store->templates().read(number, vector).error().code, ErrorCode::corrupt);
}

TEST(Store, ReplacesTemplatesOfOneKindAlone) {
  TestStore store;
  const auto person = store.add_person("Ada");
  const auto first = enrol(store, person, 1);
  const TemplateKind other{.model = "sface", .preprocessing = "yunet-1"};
  ASSERT_TRUE(
      store->templates().add(person.id, {{other, test_vector(2, 128)}}, Enrolment::add, ""));
  const auto stored = store->templates()
                          .add(person.id, {{test_kind(), test_vector(3)}}, Enrolment::replace, "")
                          .value();
  EXPECT_EQ(stored.removed, std::vector{first.added.front().number});
  EXPECT_EQ(store->templates().kinds()->size(), 2U);
  EXPECT_GT(stored.added.front().number, first.added.front().number);
  EXPECT_TRUE(store->templates().people_without(other)->empty());
  EXPECT_EQ(store->templates()
                .add("nobody", {{test_kind(), test_vector(3)}}, Enrolment::add, "")
                .error()
                .code,
            ErrorCode::not_found);
}

TEST(Store, BringsAnOlderStoreUpToDate) {
  TestStore store;
  const auto person = store.add_person("Ada");
  enrol(store, person, 1);
  {
    auto transaction = Transaction::begin(*store->core().writer, Intent::write).value();
    for (const auto* text : {"DROP TRIGGER templates_removed", "DROP TABLE removed_templates",
                             "DROP TABLE retired_token_keys", "PRAGMA user_version=1"}) {
      ASSERT_TRUE(transaction.run(text));
    }
    ASSERT_TRUE(transaction.commit());
  }
  store.reopen();
  EXPECT_EQ(store->templates().removals().value(), 0);
  ASSERT_TRUE(store->people().remove(person.id, "t"));
  EXPECT_EQ(store->templates().removals().value(), 1);
}

TEST(Store, TellsWhichTemplatesWereRemovedHoweverThatCameAbout) {
  TestStore store;
  const auto ada = store.add_person("Ada");
  const auto bob = store.add_person("Bob");
  const auto first = enrol(store, ada, 1).added.front();
  const auto second = enrol(store, ada, 2).added.front();
  const auto third = enrol(store, bob, 3).added.front();
  ASSERT_TRUE(store->templates().remove(ada.id, first.id, "t"));
  ASSERT_TRUE(store->people().remove(ada.id, "t"));
  store.now += std::chrono::days(31);
  ASSERT_TRUE(store->clean_up());
  EXPECT_EQ(store->templates().removed_since(0).value(),
            (std::vector{first.number, second.number, third.number}));
  EXPECT_EQ(store->templates().removed_since(2).value(), std::vector{third.number});
}

TEST(Store, OpensManyTemplatesOnSeveralThreadsAndEndsWithTheFirstFailure) {
  TestStore store;
  for (int i = 0; i < 50; ++i) {
    const auto person = store.add_person("P");
    const std::vector<NewTemplate> many(60, {test_kind(), test_vector(i, 8)});
    ASSERT_TRUE(store->templates().add(person.id, many, Enrolment::add, "t"));
  }
  std::mutex mutex;
  std::set<std::int64_t> seen;
  const auto note = [&](const Template& record, std::span<const float> vector) {
    const std::lock_guard lock(mutex);
    EXPECT_EQ(vector.size(), 8U);
    EXPECT_TRUE(seen.insert(record.number).second);
    return base::Result<void>();
  };
  EXPECT_EQ(store->templates().visit(test_kind(), 0, note, 3).value(), 3000);
  EXPECT_EQ(seen.size(), 3000U);
  EXPECT_EQ(store->templates().visit(test_kind(), 3000, note, 3).value(), 3000);
  const auto fail = [&](const Template&, std::span<const float>) -> base::Result<void> {
    return base::failure(ErrorCode::too_large, "");
  };
  EXPECT_EQ(store->templates().visit(test_kind(), 0, fail, 3).error().code, ErrorCode::too_large);
}

TEST(Store, RefusesOtherKeysThanItWasSealedUnder) {
  TestStore store;
  store.add_person("Ada");
  store.close();
  auto options = store.options();
  const auto other = crypto::KeyRing::generate()->to_text().value();
  options.keys.environment =
      std::string(reinterpret_cast<const char*>(other.bytes().data()), other.size());
  EXPECT_EQ(Store::open(options).error().code, ErrorCode::denied);
  std::filesystem::remove(default_key_file(store.folder()));
  EXPECT_EQ(Store::open(store.options()).error().code, ErrorCode::not_found);
}

TEST(Store, SaysThatThereIsNoRoomAndKeepsWhatItHas) {
  TestStore store;
  const auto person = store.add_person("Ada");
  store.close();
  auto options = store.options();
  options.maximum_bytes = 2U << 20U;
  const auto small = Store::open(options).value();
  std::vector<NewTemplate> many(8, {test_kind(), test_vector(1)});
  base::Result<StoredTemplates> stored;
  std::size_t kept = 0;
  for (int i = 0; i < 100; ++i) {
    stored = small->templates().add(person.id, many, Enrolment::replace, "");
    if (!stored) break;
    kept += 1;
    const auto next = small->people().create(
        {.name = std::string(200, 'a'), .reference = {}, .consent = std::string(10'000, 'a')}, "");
    for (int j = 0; next && j < 20; ++j) {
      if (!small->templates().add(next->id, many, Enrolment::replace, "")) break;
      if (!small->people().create(
              {.name = "B", .reference = {}, .consent = std::string(10'000, 'b')}, "")) {
        break;
      }
    }
  }
  ASSERT_FALSE(stored);
  EXPECT_EQ(stored.error().code, ErrorCode::unavailable);
  EXPECT_NE(stored.error().message.find("no room"), std::string::npos);
  EXPECT_GE(kept, 1U);
  EXPECT_EQ(small->templates().of_person(person.number)->size(), 8U);
  EXPECT_TRUE(small->audit().verify());
}

TEST(Store, UsesANonceOnceAmongAllThreadsAndAfterARestart) {
  TestStore store;
  const auto later = store.now + std::chrono::minutes(1);
  std::atomic<int> accepted = 0;
  {
    std::vector<std::jthread> threads;
    threads.reserve(8);
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        if (store->nonces().use("token", "n-1", later)) ++accepted;
      });
    }
  }
  EXPECT_EQ(accepted, 1);
  store.reopen();
  EXPECT_EQ(store->nonces().use("token", "n-1", later).error().code, ErrorCode::already_exists);
  EXPECT_TRUE(store->nonces().use("session", "n-1", later));
  EXPECT_EQ(store->nonces().use("token", "n-2", store.now).error().code,
            ErrorCode::deadline_exceeded);
  EXPECT_EQ(store->nonces().use("token", "", later).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace facelatch::store
