// SPDX-License-Identifier: Apache-2.0
#include "crypto/jwt.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "crypto/encoding.hpp"

namespace facelatch::crypto {
namespace {

using base::ErrorCode;
using base::UnixTime;
using std::chrono::seconds;

constexpr UnixTime kNow{seconds(1'750'000'000)};

// The key pair of RFC 8037 appendix A.1.
SigningKey example_key() {
  auto seed = SecretBuffer::create(32);
  EXPECT_TRUE(from_base64url("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", seed->bytes()));
  return SigningKey::from_seed(*seed).value();
}

SigningKey other_key() { return SigningKey::from_seed(*SecretBuffer::create(32)).value(); }

Claims example_claims() {
  return {.issuer = "facelatch",
          .audience = "door",
          .subject = "ada",
          .session_id = "s1",
          .nonce = "n1",
          .token_id = "t1",
          .issued_at = kNow,
          .expires_at = kNow + seconds(60)};
}

TokenExpectation expected_at(UnixTime now) {
  return {.issuer = "facelatch", .audience = "door", .nonce = "n1", .now = now, .leeway = {}};
}

base::Result<Claims> verify(std::string_view token, const TokenExpectation& expectation) {
  const std::array keys{other_key().public_key(), example_key().public_key()};
  return verify_token(token, keys, expectation);
}

std::string encode(std::string_view text) {
  return to_base64url({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::string signed_by_example(std::string_view header, std::string_view payload) {
  auto token = encode(header) + '.' + encode(payload);
  const auto signature = example_key().sign(token);
  return token + '.' + to_base64url(signature);
}

TEST(Jwt, AgreesWithTheExamplesOfRfc8037) {
  const auto key = example_key();
  EXPECT_EQ(to_base64url(key.public_key().bytes), "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
  EXPECT_EQ(key.public_key().id, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  EXPECT_EQ(
      to_base64url(key.sign("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc")),
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
}

TEST(Jwt, VerifiesWhatItSigned) {
  const auto claims = verify(example_key().sign_token(example_claims()), expected_at(kNow));
  ASSERT_TRUE(claims);
  EXPECT_EQ(*claims, example_claims());
}

TEST(Jwt, IsGoodUntilTheSecondOfItsExpiry) {
  const auto token = example_key().sign_token(example_claims());
  EXPECT_TRUE(verify(token, expected_at(kNow + seconds(59))));
  const auto late = verify(token, expected_at(kNow + seconds(60)));
  EXPECT_EQ(late.error().message, "The token has expired.");
  auto lenient = expected_at(kNow + seconds(60));
  lenient.leeway = seconds(5);
  EXPECT_TRUE(verify(token, lenient));
  EXPECT_FALSE(verify(token, expected_at(kNow - seconds(10)))) << "issued in the future";
}

TEST(Jwt, IsRefusedByAnotherAudienceIssuerOrNonce) {
  const auto token = example_key().sign_token(example_claims());
  auto expectation = expected_at(kNow);
  expectation.audience = "safe";
  EXPECT_EQ(verify(token, expectation).error().code, ErrorCode::unauthenticated);
  expectation = expected_at(kNow);
  expectation.issuer = "someone";
  EXPECT_FALSE(verify(token, expectation));
  expectation = expected_at(kNow);
  expectation.nonce = "n2";
  EXPECT_FALSE(verify(token, expectation));
  expectation.nonce.reset();
  EXPECT_TRUE(verify(token, expectation));
}

TEST(Jwt, IsRefusedWhenAnyCharacterDiffers) {
  const auto token = example_key().sign_token(example_claims());
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(verify(changed, expected_at(kNow))) << i;
  }
}

TEST(Jwt, IsRefusedFromAKeyThatIsNotKnown) {
  const std::array keys{other_key().public_key()};
  EXPECT_FALSE(verify_token(example_key().sign_token(example_claims()), keys, expected_at(kNow)));
}

TEST(Jwt, RefusesOtherAlgorithmsCriticalHeadersAndMissingClaims) {
  const std::string kid = R"("kid":")" + example_key().public_key().id + '"';
  const std::string payload =
      R"({"iss":"facelatch","aud":"door","sub":"a","sid":"s","nonce":"n1","jti":"t",)"
      R"("iat":1750000000,"exp":1750000060})";
  const auto good = R"({"alg":"EdDSA",)" + kid + "}";
  ASSERT_TRUE(verify(signed_by_example(good, payload), expected_at(kNow)));
  for (const auto& header :
       {R"({"alg":"none",)" + kid + "}", R"({"alg":"HS256",)" + kid + "}",
        R"({"alg":"EdDSA","crit":["exp"],)" + kid + "}", std::string(R"({"alg":"EdDSA"})"),
        "{" + kid + "}", std::string("[]"), std::string()}) {
    EXPECT_FALSE(verify(signed_by_example(header, payload), expected_at(kNow))) << header;
  }
  for (
      const auto* wrong :
      {R"({"aud":"door"})", "{}", "", "null",
       R"({"iss":"facelatch","aud":["door"],"sub":"a","sid":"s","nonce":"n1","jti":"t","iat":1,"exp":1750000060})",
       R"({"iss":"facelatch","aud":"door","sub":"a","sid":"s","nonce":"n1","jti":"t","iat":1,"exp":"x"})",
       R"({"iss":"facelatch","aud":"door","sub":"a","sid":"s","nonce":"n1","jti":"t","iat":1,"exp":1e300})"}) {
    EXPECT_FALSE(verify(signed_by_example(good, wrong), expected_at(kNow))) << wrong;
  }
}

TEST(Jwt, RefusesWhatIsNoTokenAtAll) {
  for (const auto& text : {std::string(), std::string("."), std::string(".."), std::string("a.b"),
                           std::string("a.b.c.d"), std::string(kMaximumTokenBytes + 1, '.')}) {
    EXPECT_FALSE(verify(text, expected_at(kNow)));
  }
}

TEST(Jwks, ListsEachPublicKey) {
  const std::array keys{example_key().public_key()};
  EXPECT_EQ(jwks_document(keys),
            R"({"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig",)"
            R"("kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",)"
            R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})");
}

}  // namespace
}  // namespace facelatch::crypto
