// SPDX-License-Identifier: Apache-2.0
// Half of the inputs are whole tokens; the others are payloads that we sign, so that what lies
// behind the signature is reached too.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "crypto/encoding.hpp"
#include "crypto/jwt.hpp"

namespace {

using namespace facelatch;

const crypto::SigningKey& fuzz_key() {
  static const auto key = crypto::SigningKey::from_seed(*crypto::SecretBuffer::create(32)).value();
  return key;
}

std::string signed_token(std::string_view payload) {
  const auto encode = [](std::string_view text) {
    return crypto::to_base64url({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  };
  const auto& key = fuzz_key();
  const auto body =
      encode(R"({"alg":"EdDSA","kid":")" + key.public_key().id + R"("})") + '.' + encode(payload);
  const auto signature = key.sign(body);
  return body + '.' + crypto::to_base64url(signature);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const std::array keys{fuzz_key().public_key()};
  const crypto::TokenExpectation expectation{
      .issuer = "i", .audience = "a", .nonce = {}, .now = base::UnixTime(), .leeway = {}};
  const bool is_whole = (data[0] & 1) == 0;
  (void)crypto::verify_token(is_whole ? std::string(text) : signed_token(text), keys, expectation);
  return 0;
}
