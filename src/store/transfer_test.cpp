// SPDX-License-Identifier: Apache-2.0
#include "store/transfer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "store/test_store.hpp"
#include "store/transfer_file.hpp"
#include "store/transfer_record.hpp"

namespace facelatch::store {
namespace {

using base::Bytes;
using base::ErrorCode;

constexpr auto kPassphrase = "correct horse battery";
/// A guess that costs nothing, so that the tests do not wait.
constexpr crypto::PassphraseCost kCheap{.passes = 1, .memory_kib = 8};

class Transfer : public ::testing::Test {
 protected:
  Person enrol(const std::string& name, int seed) {
    auto person = source.add_person(name);
    EXPECT_TRUE(source->templates().add(person.id, {{test_kind(), test_vector(seed)}},
                                        Enrolment::add, "t"));
    return person;
  }
  base::Result<Transferred> export_all() {
    return export_people(*source, file, kPassphrase, "t", kCheap);
  }
  base::Result<Transferred> import(std::string_view passphrase = kPassphrase) {
    return import_people(*target, file, passphrase, "t");
  }
  [[nodiscard]] Bytes content() const { return base::read_file(file, 1U << 30U).value(); }

  testing::TemporaryFolder folder;
  TestStore source;
  TestStore target;
  std::filesystem::path file = folder.path() / "people.facelatch";
};

TEST_F(Transfer, TakesPeopleWithTheirTemplatesToAStoreWithAnotherKey) {
  const auto ada = enrol("Ada", 1);
  enrol("Bob", 2);
  EXPECT_EQ(export_all()->templates, 2);
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  target.now += std::chrono::hours(1);
  EXPECT_EQ(import()->people, 2);
  const auto found = target->people().find(ada.id).value();
  EXPECT_EQ(found.data, ada.data);
  EXPECT_EQ(found.consented, ada.consented);
  const auto entry = target->templates().of_person(found.number)->front();
  EXPECT_EQ(entry.expires, ada.created + std::chrono::days(30));
  EXPECT_EQ(target->templates().read_vector(entry.number).value(), test_vector(1));
  EXPECT_TRUE(target->audit().verify());
  EXPECT_EQ(source->audit().list({})->lines.front().event.reason, "2 people, 2 templates");
}

TEST_F(Transfer, LeavesThoseWhoAreHereAndTemplatesWhoseTimeIsOver) {
  enrol("Ada", 1);
  ASSERT_TRUE(export_all());
  ASSERT_TRUE(import());
  const auto again = import().value();
  EXPECT_EQ(again.people, 0);
  EXPECT_EQ(again.skipped, 1);
  TestStore later;
  later.now += std::chrono::days(31);
  EXPECT_EQ(import_people(*later, file, kPassphrase, "t")->templates, 0);
  EXPECT_EQ(later->people().count().value(), 1);
}

TEST_F(Transfer, NeverReplacesAFileAndLeavesNoHalfOne) {
  ASSERT_TRUE(export_all());
  EXPECT_EQ(export_all().error().code, ErrorCode::already_exists);
  EXPECT_EQ(export_people(*source, folder.path() / "b", "short", "t", kCheap).error().code,
            ErrorCode::invalid_argument);
  {
    auto writer = TransferWriter::create(folder.path() / "b", kPassphrase, kCheap).value();
    ASSERT_TRUE(writer.write(Bytes(10)));
  }
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "b"));
}

TEST_F(Transfer, RefusesEveryFileThatIsNotWhatWasWrittenAndThenAddsNobody) {
  enrol("Ada", 1);
  enrol("Bob", 2);
  ASSERT_TRUE(export_all());
  const auto whole = content();
  EXPECT_EQ(import("another passphrase").error().code, ErrorCode::corrupt);
  const auto refused = [&](const Bytes& bytes) {
    EXPECT_TRUE(base::write_file(file, bytes));
    const auto answer = import();
    return answer ? ErrorCode::internal : answer.error().code;
  };
  // Each byte once would take long: these are in the cost, the salt, lengths, people and the end.
  for (const std::size_t at : {28UL, 40UL, 60UL, 67UL, 80UL, whole.size() / 2, whole.size() - 1}) {
    auto changed = whole;
    changed.at(at) ^= 1U;
    EXPECT_EQ(refused(changed), ErrorCode::corrupt) << at;
  }
  for (const std::size_t size : {whole.size() - 1, whole.size() - 21, std::size_t{200}}) {
    EXPECT_EQ(refused(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))),
              ErrorCode::corrupt)
        << size;
  }
  auto longer = whole;
  longer.push_back(0);
  EXPECT_EQ(refused(longer), ErrorCode::corrupt);
  auto costly = whole;
  costly.at(26) = 0xFF;  // 4 GiB and more of memory
  EXPECT_EQ(refused(costly), ErrorCode::invalid_argument);
  EXPECT_EQ(refused(Bytes(100)), ErrorCode::unsupported_format);
  EXPECT_EQ(refused({}), ErrorCode::unsupported_format);
  EXPECT_EQ(target->people().count().value(), 0);
}

TEST_F(Transfer, RefusesPeopleWhoAreNotSoundEvenUnderTheRightPassphrase) {
  TransferRecord record;
  record.person = enrol("Ada", 1);
  record.templates.push_back(
      {{.id = record.person.id, .kind = test_kind(), .created = source.now}, test_vector(1)});
  const auto refused = [](const TransferRecord& wrong) {
    const auto parsed = parse_transfer_record(to_bytes(wrong));
    return !parsed && parsed.error().code == ErrorCode::corrupt;
  };
  EXPECT_FALSE(refused(record));
  auto bytes = to_bytes(record);
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    EXPECT_FALSE(parse_transfer_record(std::span(bytes).first(size))) << size;
  }
  bytes.push_back(0);
  EXPECT_FALSE(parse_transfer_record(bytes));
  record.templates.front().vector.front() += 1;
  EXPECT_TRUE(refused(record)) << "not of length 1";
  record.templates.clear();
  record.person.data.consent.clear();
  EXPECT_TRUE(refused(record)) << "without consent";
  record.person.data.consent = "Yes.";
  record.person.id = "../../../etc/passwd...";
  EXPECT_TRUE(refused(record)) << "no id";
}

}  // namespace
}  // namespace facelatch::store
