// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "crypto/secret_buffer.hpp"

namespace facelatch::crypto {

/// Tokens longer than this are refused unread.
inline constexpr std::size_t kMaximumTokenBytes = 4096;

/// What a token says (RFC 7519 section 4.1, and `sid` and `nonce` as OpenID Connect has them).
/// Times are whole seconds in the token; parts of a second are cut off.
struct Claims {
  std::string issuer;         ///< `iss`
  std::string audience;       ///< `aud`, the application that asked
  std::string subject;        ///< `sub`, the person's id
  std::string session_id;     ///< `sid`
  std::string nonce;          ///< `nonce`, drawn by the application or the challenge
  std::string token_id;       ///< `jti`, for refusing a second use
  base::UnixTime issued_at;   ///< `iat`
  base::UnixTime expires_at;  ///< `exp`; the token is no longer good at this moment

  bool operator==(const Claims&) const = default;
};

/// An Ed25519 public key and its `kid`: the thumbprint of RFC 7638, by RFC 8037 appendix A.3.
struct PublicKey {
  std::array<std::uint8_t, 32> bytes{};
  std::string id;

  static PublicKey from_bytes(const std::array<std::uint8_t, 32>& bytes);
};

/// An Ed25519 key pair (RFC 8032). Immutable, so any thread may use it.
class SigningKey {
 public:
  /// Fails with invalid_argument when the seed has not 32 bytes.
  static base::Result<SigningKey> from_seed(const SecretBuffer& seed);

  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
  [[nodiscard]] std::array<std::uint8_t, 64> sign(std::string_view message) const;

  /// The claims as a compact JWS with `alg` EdDSA (RFC 7515 section 3.1, RFC 8037 section 3.1).
  [[nodiscard]] std::string sign_token(const Claims& claims) const;

 private:
  SigningKey(SecretBuffer secret, PublicKey public_key)
      : secret_(std::move(secret)), public_key_(std::move(public_key)) {}

  SecretBuffer secret_;
  PublicKey public_key_;
};

/// The JSON Web Key Set (RFC 7517 section 5) for `/.well-known/jwks.json`.
std::string jwks_document(std::span<const PublicKey> keys);

/// What the one who checks a token expects.
struct TokenExpectation {
  std::string_view issuer;
  std::string_view audience;
  std::optional<std::string_view> nonce;  ///< Not compared when absent.
  base::UnixTime now;
  std::chrono::seconds leeway{0};  ///< How far the clocks of the two machines may differ.
};

/// The claims of a token that one of `keys` signed, that is meant for this audience and that has
/// not expired. Fails with unauthenticated and says no more than whether it expired. Algorithms
/// other than EdDSA, `crit` headers and missing claims are refused; the header's `kid` only picks
/// among `keys`. Using a token once is the caller's part: see the store of used token ids.
base::Result<Claims> verify_token(std::string_view token, std::span<const PublicKey> keys,
                                  const TokenExpectation& expectation);

}  // namespace facelatch::crypto
