// SPDX-License-Identifier: Apache-2.0
#include "crypto/authenticate.hpp"

#include <sodium.h>

#include "base/file.hpp"
#include "crypto/sodium.hpp"

namespace facelatch::crypto {
bool equal_in_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  return a.size() == b.size() && ::sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return equal_in_constant_time(base::bytes_of(a), base::bytes_of(b));
}

AuthenticationCode authenticate(const SecretBuffer& key, std::span<const std::uint8_t> message) {
  start_sodium();
  AuthenticationCode code{};
  crypto_auth_hmacsha256_state state;
  ::crypto_auth_hmacsha256_init(&state, key.bytes().data(), key.size());
  ::crypto_auth_hmacsha256_update(&state, message.data(), message.size());
  ::crypto_auth_hmacsha256_final(&state, code.data());
  ::sodium_memzero(&state, sizeof state);
  return code;
}

}  // namespace facelatch::crypto
