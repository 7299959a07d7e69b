// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <concepts>
#include <set>
#include <string>
#include <type_traits>

#include "base/wipe.hpp"
#include "crypto/authenticate.hpp"
#include "crypto/encoding.hpp"
#include "crypto/key_ring.hpp"
#include "crypto/passphrase.hpp"
#include "crypto/random.hpp"
#include "crypto/sealed_stream.hpp"
#include "crypto/secret_buffer.hpp"
#include "crypto/template_cipher.hpp"

namespace facelatch::crypto {
namespace {

using base::Bytes;
using base::ErrorCode;

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

constexpr RecordContext kContext{
    .person_id = "ada", .record_id = "t1", .model_id = "arcface", .preprocessing_id = "five-point"};

TEST(SecretBuffer, CanBeMovedButNeitherCopiedNorPrinted) {
  static_assert(std::movable<SecretBuffer>);
  static_assert(!std::is_copy_constructible_v<SecretBuffer>);
  static_assert(!Printable<SecretBuffer>);
  auto buffer = SecretBuffer::copy_of(bytes_of("secret"));
  ASSERT_TRUE(buffer);
  const auto moved = std::move(*buffer);
  EXPECT_TRUE(std::ranges::equal(moved.bytes(), bytes_of("secret")));
}

TEST(SecretBuffer, StartsWithZerosAndStaysOutOfSwapWhereAllowed) {
  const auto buffer = SecretBuffer::create(64);
  ASSERT_TRUE(buffer);
  EXPECT_TRUE(std::ranges::all_of(buffer->bytes(), [](auto byte) { return byte == 0; }));
  EXPECT_TRUE(buffer->is_locked()) << "64 bytes are within every RLIMIT_MEMLOCK";
}

TEST(Wipe, LeavesZeros) {
  Bytes bytes{1, 2, 3};
  base::wipe(std::span(bytes));
  EXPECT_EQ(bytes, Bytes(3, 0));
}

TEST(Base64Url, AgreesWithRfc4648AndRefusesEverySecondSpelling) {
  EXPECT_EQ(to_base64url(bytes_of("foobar")), "Zm9vYmFy");
  EXPECT_EQ(to_base64url(bytes_of("fooba")), "Zm9vYmE");
  EXPECT_EQ(to_base64url(Bytes{0xfb, 0xff}), "-_8");
  EXPECT_EQ(from_base64url("Zm9vYmE"), bytes_of("fooba"));
  EXPECT_EQ(from_base64url(""), Bytes{});
  for (const auto* text : {"Zm9vYmE=", "Zm9v YmE", "Zm9vYmF", "A", "+/8", "Zm9vYmE\n"}) {
    EXPECT_FALSE(from_base64url(text)) << text;
  }
}

TEST(RandomId, BeginsAsNoOptionOfACommandLineDoes) {
  for (int i = 0; i < 1000; ++i) {
    const auto id = random_id();
    EXPECT_TRUE(id.front() != '-' && id.front() != '_') << id;
  }
}

TEST(RandomId, HasItsFormAndIsNeverTheSame) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(random_id());
  EXPECT_EQ(ids.size(), 1000U);
  EXPECT_TRUE(std::ranges::all_of(ids, is_id));
  EXPECT_FALSE(is_id("short"));
  EXPECT_FALSE(is_id("../../../etc/passwd---"));
}

TEST(Authenticate, AgreesWithTheSecondExampleOfRfc4231) {
  const auto key = SecretBuffer::copy_of(bytes_of("Jefe"));
  const auto code = authenticate(*key, bytes_of("what do ya want for nothing?"));
  EXPECT_EQ(to_base64url(code), "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM");
}

TEST(Authenticate, ComparesWholeTexts) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
  EXPECT_TRUE(equal_in_constant_time("", ""));
}

TEST(KeyRing, ReadsItsOwnTextAndKeepsTheOrder) {
  const auto ring = KeyRing::generate()->with_new_key()->with_new_key();
  ASSERT_TRUE(ring);
  const auto text = ring->to_text();
  const auto again =
      KeyRing::from_text({reinterpret_cast<const char*>(text->bytes().data()), text->size()});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->ids(), ring->ids());
  EXPECT_EQ(again->ids().size(), 3U);
  EXPECT_EQ(ring->with_active_only()->ids(), std::vector{ring->active()});
}

TEST(KeyRing, RefusesWhatIsNoKeyWithoutQuotingIt) {
  const std::string key(43, 'A');
  for (const auto& text : {std::string(), std::string("# only a comment"), std::string("hunter2"),
                           key + "=", fmt::format("{0} {0}", key), std::string(42, 'A')}) {
    const auto ring = KeyRing::from_text(text);
    ASSERT_FALSE(ring) << text;
    EXPECT_EQ(ring.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(ring.error().message.find("hunter2"), std::string::npos);
  }
  EXPECT_TRUE(KeyRing::from_text("# the door\n " + key + " # new\n"));
}

TEST(KeyRing, DerivesAnotherKeyForEachPurposeAndMaster) {
  const auto ring = KeyRing::generate()->with_new_key();
  const auto ids = ring->ids();
  std::set<std::string> derived;
  for (const auto id : ids) {
    for (const auto purpose : {Purpose::templates, Purpose::pictures, Purpose::audit}) {
      derived.insert(to_base64url(ring->derive(id, purpose)->bytes()));
    }
  }
  EXPECT_EQ(derived.size(), 6U);
  EXPECT_EQ(ring->derive(KeyId{1}, Purpose::audit).error().code, ErrorCode::not_found);
}

TEST(TemplateCipher, OpensWhatItSealedAndNeverWritesTheSameTwice) {
  const auto cipher = TemplateCipher::create(*KeyRing::generate(), Purpose::templates);
  const auto content = bytes_of("a template");
  const auto record = cipher->seal(kContext, content);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->size(), content.size() + kRecordOverhead);
  EXPECT_NE(*record, *cipher->seal(kContext, content));
  const auto opened = cipher->open(kContext, *record);
  ASSERT_TRUE(opened);
  EXPECT_TRUE(std::ranges::equal(opened->bytes(), content));
}

TEST(TemplateCipher, RefusesEveryChangedBitAndEveryShorterRecord) {
  const auto cipher = TemplateCipher::create(*KeyRing::generate(), Purpose::templates);
  const auto record = *cipher->seal(kContext, bytes_of("abc"));
  for (std::size_t bit = 0; bit < record.size() * 8; ++bit) {
    auto changed = record;
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << (bit % 8)));
    EXPECT_FALSE(cipher->open(kContext, changed)) << bit;
  }
  for (std::size_t size = 0; size < record.size(); ++size) {
    EXPECT_EQ(cipher->open(kContext, std::span(record).first(size)).error().code,
              ErrorCode::corrupt);
  }
}

TEST(TemplateCipher, RefusesARecordOfAnotherPersonTemplateOrModel) {
  const auto cipher = TemplateCipher::create(*KeyRing::generate(), Purpose::templates);
  const auto record = *cipher->seal(kContext, bytes_of("abc"));
  auto other = kContext;
  other.person_id = "bob";
  EXPECT_FALSE(cipher->open(other, record));
  other = kContext;
  other.model_id = "sface";
  EXPECT_FALSE(cipher->open(other, record));
  // Moving a character from one field to the next must not give the same associated data.
  other = kContext;
  other.person_id = "adat";
  other.record_id = "1";
  EXPECT_FALSE(cipher->open(other, record));
  const std::string long_id(kMaximumContextField + 1, 'x');
  other.person_id = long_id;
  EXPECT_FALSE(cipher->open(other, record));
  EXPECT_EQ(cipher->seal(other, {}).error().code, ErrorCode::invalid_argument);
}

TEST(TemplateCipher, OpensOldRecordsAfterARotationAndNotWithoutTheOldKey) {
  const auto old_ring = KeyRing::generate();
  const auto record =
      *TemplateCipher::create(*old_ring, Purpose::templates)->seal(kContext, bytes_of("abc"));
  const auto new_ring = old_ring->with_new_key();
  EXPECT_TRUE(TemplateCipher::create(*new_ring, Purpose::templates)->open(kContext, record));
  EXPECT_EQ(TemplateCipher::key_of(record), old_ring->active());
  const auto alone = TemplateCipher::create(*new_ring->with_active_only(), Purpose::templates);
  EXPECT_EQ(alone->open(kContext, record).error().code, ErrorCode::not_found);
  const auto pictures = TemplateCipher::create(*old_ring, Purpose::pictures);
  EXPECT_EQ(pictures->open(kContext, record).error().code, ErrorCode::corrupt);
}

constexpr PassphraseCost kCheap{.passes = 1, .memory_kib = 8};

TEST(Passphrase, GivesTheSameKeyOnlyForTheSamePhraseSaltAndCost) {
  const PassphraseSalt salt{1};
  const auto text = [](const auto& key) { return to_base64url(key->bytes()); };
  const auto key = text(key_from_passphrase("correct horse", salt, kCheap));
  EXPECT_EQ(key, text(key_from_passphrase("correct horse", salt, kCheap)));
  EXPECT_NE(key, text(key_from_passphrase("correct house", salt, kCheap)));
  EXPECT_NE(key, text(key_from_passphrase("correct horse", PassphraseSalt{2}, kCheap)));
  EXPECT_NE(key, text(key_from_passphrase("correct horse", salt, {.passes = 2, .memory_kib = 8})));
}

TEST(Passphrase, RefusesWhatWouldTakeTooMuch) {
  const PassphraseSalt salt{};
  EXPECT_FALSE(key_from_passphrase("short", salt, kCheap));
  EXPECT_FALSE(key_from_passphrase("long enough", salt, {.passes = 17, .memory_kib = 8}));
  EXPECT_FALSE(key_from_passphrase("long enough", salt, {.passes = 1, .memory_kib = 1U << 31}));
}

TEST(SealedStream, OpensInOrderAndShowsTheEnd) {
  const auto key = SecretBuffer::create(32);
  auto sealer = StreamSealer::create(*key);
  const auto first = sealer->seal(bytes_of("one"), MessageKind::more);
  const auto second = sealer->seal(bytes_of("two"), MessageKind::last);
  auto opener = StreamOpener::create(*key, sealer->header());
  EXPECT_EQ(opener->open(first)->kind, MessageKind::more);
  const auto end = opener->open(second);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->kind, MessageKind::last);
  EXPECT_TRUE(std::ranges::equal(end->content.bytes(), bytes_of("two")));
}

TEST(SealedStream, RefusesAMessageThatIsMovedChangedOrRepeated) {
  const auto key = SecretBuffer::create(32);
  auto sealer = StreamSealer::create(*key);
  const auto first = sealer->seal(bytes_of("one"), MessageKind::more);
  const auto second = sealer->seal(bytes_of("two"), MessageKind::last);
  EXPECT_FALSE(StreamOpener::create(*key, sealer->header())->open(second));
  auto opener = StreamOpener::create(*key, sealer->header());
  ASSERT_TRUE(opener->open(first));
  EXPECT_FALSE(opener->open(first));
  EXPECT_EQ(opener->open({}).error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace facelatch::crypto
