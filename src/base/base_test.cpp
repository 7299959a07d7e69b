// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

#include "base/deadline.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/number.hpp"
#include "base/plain_name.hpp"
#include "base/sha256.hpp"
#include "base/time_text.hpp"
#include "testing/temporary_folder.hpp"

namespace facelatch::base {
namespace {

TEST(Error, EveryCodeHasItsOwnNameAndExitCode) {
  std::set<std::string_view> names;
  std::set<int> exit_codes;
  for (const auto& row : error_table()) {
    EXPECT_EQ(traits_of(row.code).name, row.name);
    names.insert(row.name);
    exit_codes.insert(row.exit_code);
  }
  EXPECT_EQ(names.size(), error_table().size());
  EXPECT_EQ(exit_codes.size(), error_table().size());
  EXPECT_FALSE(exit_codes.contains(0));
}

TEST(TimeText, IsReadAsRfc3339WritesIt) {
  const auto noon = UnixTime(std::chrono::milliseconds(1'769'860'800'000));
  EXPECT_EQ(time_text(noon), "2026-01-31T12:00:00Z");
  for (const auto* text : {"2026-01-31T12:00:00Z", "2026-01-31t12:00:00.0z",
                           "2026-01-31 13:30:00+01:30", "2026-01-31T07:00:00.0004-05:00"}) {
    EXPECT_EQ(parse_time(text), noon) << text;
  }
  EXPECT_EQ(parse_time("2026-01-31T12:00:00.25Z"), noon + std::chrono::milliseconds(250));
  EXPECT_EQ(parse_time("2026-01-31T11:59:60Z"), noon);
  for (const auto* text :
       {"", "2026", "2026-01-31", "2026-02-29T12:00:00Z", "2026-01-31T12:00:00", "now",
        "2026-01-31T24:00:00Z", "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00Z ",
        "2026-1-31T12:00:00Z", "2026-01-31T12:00:00+1:00", "2026-01--1T12:00:00Z"}) {
    EXPECT_EQ(parse_time(text), std::nullopt) << text;
  }
}

TEST(Sha256, AgreesWithTheExamplesOfFips180) {
  EXPECT_EQ(sha256_hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const Bytes abc{'a', 'b', 'c'};
  EXPECT_EQ(sha256_hex(abc), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(File, ReadsWhatItWroteAndLeavesNothingElse) {
  const testing::TemporaryFolder folder;
  const auto path = folder.path() / "a.txt";
  ASSERT_TRUE(write_text(path, "first"));
  ASSERT_TRUE(write_text(path, "second"));
  EXPECT_EQ(read_text(path, 100).value(), "second");
  const std::filesystem::directory_iterator files(folder.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST(File, RefusesWhatIsTooLargeMissingOrNoFile) {
  const testing::TemporaryFolder folder;
  const auto path = folder.path() / "a.txt";
  ASSERT_TRUE(write_text(path, "12345"));
  EXPECT_EQ(read_file(path, 4).error().code, ErrorCode::too_large);
  EXPECT_EQ(read_file(folder.path() / "b", 4).error().code, ErrorCode::not_found);
  EXPECT_EQ(read_file(folder.path(), 4).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(write_text(folder.path() / "no" / "b", "").error().code, ErrorCode::unavailable);
}

TEST(Number, TakesTheWholeTextOrNothing) {
  EXPECT_EQ(parse_number<int>("42"), 42);
  EXPECT_EQ(parse_number<float>("0.5"), 0.5F);
  for (const auto* text : {"", " 1", "1 ", "1x", "+1", "99999999999999999999"}) {
    EXPECT_FALSE(parse_number<int>(text)) << text;
  }
}

TEST(Deadline, ExpiresOnlyWhenItsMomentHasPassed) {
  EXPECT_FALSE(Deadline().expired());
  EXPECT_FALSE(Deadline::after(std::chrono::hours(1)).expired());
  EXPECT_TRUE(Deadline(Deadline::Clock::now()).expired());
}

TEST(PlainName, IsOneSafePathComponent) {
  for (const auto* name : {"a", "arcface", "front-door_2", "lfw.json", "Z9", "a..b"}) {
    EXPECT_TRUE(is_plain_name(name)) << name;
  }
  for (const auto* name :
       {"", ".", "..", ".hidden", "a/b", "a b", "a\\b", "caf\xc3\xa9", "a\n", "a:b"}) {
    EXPECT_FALSE(is_plain_name(name)) << name;
  }
  EXPECT_TRUE(is_plain_name(std::string(100, 'a')));
  EXPECT_FALSE(is_plain_name(std::string(101, 'a')));
  EXPECT_FALSE(is_plain_name(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace facelatch::base
