// SPDX-License-Identifier: Apache-2.0
#include "base/base64.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace facelatch::base {
namespace {

std::optional<std::string> decoded(std::string_view text) {
  const auto bytes = from_base64(text);
  if (!bytes) return std::nullopt;
  return std::string(bytes->begin(), bytes->end());
}

TEST(Base64, AgreesWithTheExamplesOfRfc4648) {
  const std::pair<std::string_view, std::string_view> examples[] = {{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : examples) {
    EXPECT_EQ(to_base64(Bytes(plain.begin(), plain.end())), text);
    EXPECT_EQ(decoded(text), plain);
  }
}

TEST(Base64, PassesOverLineBreaksAndTakesTextsWithoutPadding) {
  EXPECT_EQ(decoded("Zm9v\r\nYmFy\n"), "foobar");
  EXPECT_EQ(decoded("Zm9vYg"), "foob");
  EXPECT_EQ(decoded("Zm9vYmE"), "fooba");
}

TEST(Base64, RefusesWhatIsNoBase64) {
  for (const auto* text :
       {"Z", "Zm9vY", "Zg=", "Zg===", "Z=g=", "Zm9v=", "Zm 9v", "Zm-_", "=", "Zm9v\xC3\xA4"}) {
    EXPECT_EQ(decoded(text), std::nullopt) << text;
  }
}

RC_GTEST_PROP(Base64, DecodesWhatItEncodes, (const Bytes& bytes)) {
  RC_ASSERT(from_base64(to_base64(bytes)) == bytes);
}

}  // namespace
}  // namespace facelatch::base
