// SPDX-License-Identifier: Apache-2.0
#include "crypto/key_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "base/file.hpp"
#include "testing/temporary_folder.hpp"

namespace facelatch::crypto {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

constexpr std::string_view kKey = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

TEST(KeyFile, IsMadePrivateAndNeverOverwritten) {
  const testing::TemporaryFolder folder;
  const auto path = folder.path() / "key";
  ASSERT_TRUE(create_key_file(path));
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  const auto ring = read_key_file(path);
  ASSERT_TRUE(ring);
  EXPECT_EQ(create_key_file(path).error().code, ErrorCode::already_exists);
  EXPECT_EQ(read_key_file(path)->active(), ring->active());
}

TEST(KeyFile, KeepsTheOldKeysBehindTheNewOne) {
  const testing::TemporaryFolder folder;
  const auto path = folder.path() / "key";
  ASSERT_TRUE(create_key_file(path));
  const auto before = read_key_file(path);
  ASSERT_TRUE(replace_key_file(path, *before->with_new_key()));
  const auto after = read_key_file(path);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->ids().size(), 2U);
  EXPECT_EQ(after->ids().back(), before->active());
}

TEST(KeyFile, IsRefusedWhenOthersCouldReadIt) {
  const testing::TemporaryFolder folder;
  const auto path = folder.path() / "key";
  ASSERT_TRUE(base::write_text(path, kKey));
  for (const unsigned mode : {0644U, 0640U, 0604U, 0620U, 0700U, 04600U}) {
    fs::permissions(path, fs::perms{mode});
    const auto ring = read_key_file(path);
    ASSERT_FALSE(ring) << mode;
    EXPECT_EQ(ring.error().code, ErrorCode::denied);
  }
  for (const unsigned mode : {0600U, 0400U}) {
    fs::permissions(path, fs::perms{mode});
    EXPECT_TRUE(read_key_file(path)) << mode;
  }
}

TEST(KeyFile, IsRefusedWhenMissingLinkedTooLargeOrNoFile) {
  const testing::TemporaryFolder folder;
  const auto path = folder.path() / "key";
  EXPECT_EQ(read_key_file(path).error().code, ErrorCode::not_found);
  EXPECT_FALSE(read_key_file(folder.path()));
  ASSERT_TRUE(base::write_text(path, std::string(5000, '#'), 0600));
  EXPECT_EQ(read_key_file(path).error().code, ErrorCode::too_large);
  ASSERT_TRUE(base::write_text(path, kKey, 0600));
  fs::create_symlink(path, folder.path() / "link");
  EXPECT_EQ(read_key_file(folder.path() / "link").error().code, ErrorCode::denied);
}

TEST(KeySources, TakeTheFirstThatIsGivenAndSayWhatToDoWithoutAny) {
  const testing::TemporaryFolder folder;
  const auto credential = folder.path() / "facelatch.key";
  ASSERT_TRUE(base::write_text(credential, kKey, 0440));
  const std::string other = std::string(42, 'B') + 'A';
  KeySources sources{.file = {}, .credential = credential, .environment = other};
  const auto from_credential = load_keys(sources);
  ASSERT_TRUE(from_credential);
  EXPECT_EQ(from_credential->active(), KeyRing::from_text(kKey)->active());
  sources.credential.reset();
  EXPECT_EQ(load_keys(sources)->active(), KeyRing::from_text(other)->active());
  sources.file = folder.path() / "missing";
  EXPECT_EQ(load_keys(sources).error().code, ErrorCode::not_found);
  EXPECT_EQ(load_keys({}).error().code, ErrorCode::not_found);
  EXPECT_NE(load_keys({}).error().message.find("FACELATCH_KEY"), std::string::npos);
}

TEST(KeySources, RefuseACredentialThatEveryUserCanRead) {
  const testing::TemporaryFolder folder;
  const auto credential = folder.path() / "facelatch.key";
  ASSERT_TRUE(base::write_text(credential, kKey, 0644));
  EXPECT_EQ(load_keys({.file = {}, .credential = credential, .environment = {}}).error().code,
            ErrorCode::denied);
}

}  // namespace
}  // namespace facelatch::crypto
