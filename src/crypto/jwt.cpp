// SPDX-License-Identifier: Apache-2.0
#include "crypto/jwt.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "base/file.hpp"
#include "crypto/authenticate.hpp"
#include "crypto/encoding.hpp"
#include "crypto/sodium.hpp"

namespace facelatch::crypto {
namespace {

using base::bytes_of;
using base::ErrorCode;
using base::failure;
using base::Result;

std::int64_t seconds_of(base::UnixTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

auto refused() { return failure(ErrorCode::unauthenticated, "The token is not valid."); }

struct Parts {
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
  std::string_view signed_part;  ///< Header, dot and payload.
};

std::optional<Parts> split(std::string_view token) {
  const auto first = token.find('.');
  if (token.size() > kMaximumTokenBytes || first == std::string_view::npos) return std::nullopt;
  const auto second = token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return Parts{.header = token.substr(0, first),
               .payload = token.substr(first + 1, second - first - 1),
               .signature = token.substr(second + 1),
               .signed_part = token.substr(0, second)};
}

std::optional<boost::json::object> parse_object(std::string_view base64url) {
  const auto bytes = from_base64url(base64url);
  if (!bytes) return std::nullopt;
  boost::system::error_code error;
  boost::json::parse_options options;
  options.max_depth = 4;
  const auto value = boost::json::parse(
      {reinterpret_cast<const char*>(bytes->data()), bytes->size()}, error, {}, options);
  if (error || !value.is_object()) return std::nullopt;
  return value.get_object();
}

std::optional<std::string> text_of(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<base::UnixTime> time_of(const boost::json::object& object, std::string_view name) {
  // Later than any calendar needs, and far from where milliseconds overflow.
  constexpr std::int64_t kLatestSeconds = 253'402'300'800;  // The year 10000.
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  const auto seconds = value->get_int64();
  if (seconds < 0 || seconds > kLatestSeconds) return std::nullopt;
  return base::UnixTime(std::chrono::seconds(seconds));
}

bool is_signed(const Parts& parts, std::span<const PublicKey> keys) {
  const auto header = parse_object(parts.header);
  if (!header || text_of(*header, "alg") != "EdDSA" || header->contains("crit")) return false;
  const auto key_id = text_of(*header, "kid");
  const auto key = std::ranges::find_if(keys, [&](const auto& k) { return k.id == key_id; });
  std::array<std::uint8_t, crypto_sign_BYTES> signature{};
  return key != keys.end() && from_base64url(parts.signature, signature) &&
         ::crypto_sign_verify_detached(signature.data(), bytes_of(parts.signed_part).data(),
                                       parts.signed_part.size(), key->bytes.data()) == 0;
}

std::optional<Claims> claims_of(std::string_view payload) {
  const auto object = parse_object(payload);
  if (!object) return std::nullopt;
  auto issuer = text_of(*object, "iss");
  auto audience = text_of(*object, "aud");
  auto subject = text_of(*object, "sub");
  auto session = text_of(*object, "sid");
  auto nonce = text_of(*object, "nonce");
  auto token = text_of(*object, "jti");
  const auto issued = time_of(*object, "iat");
  const auto expires = time_of(*object, "exp");
  if (!issuer || !audience || !subject || !session || !nonce || !token || !issued || !expires) {
    return std::nullopt;
  }
  return Claims{.issuer = std::move(*issuer),
                .audience = std::move(*audience),
                .subject = std::move(*subject),
                .session_id = std::move(*session),
                .nonce = std::move(*nonce),
                .token_id = std::move(*token),
                .issued_at = *issued,
                .expires_at = *expires};
}

}  // namespace

PublicKey PublicKey::from_bytes(const std::array<std::uint8_t, 32>& bytes) {
  // The members in the order of their names and no white space: RFC 7638 section 3.
  const auto canonical =
      fmt::format(R"({{"crv":"Ed25519","kty":"OKP","x":"{}"}})", to_base64url(bytes));
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> hash{};
  ::crypto_hash_sha256(hash.data(), bytes_of(canonical).data(), canonical.size());
  return {.bytes = bytes, .id = to_base64url(hash)};
}

Result<SigningKey> SigningKey::from_seed(const SecretBuffer& seed) {
  start_sodium();
  if (seed.size() != crypto_sign_SEEDBYTES) {
    return failure(ErrorCode::invalid_argument, "A signing key is made from 32 bytes.");
  }
  auto secret = SecretBuffer::create(crypto_sign_SECRETKEYBYTES);
  if (!secret) return std::unexpected(secret.error());
  std::array<std::uint8_t, crypto_sign_PUBLICKEYBYTES> public_bytes{};
  ::crypto_sign_seed_keypair(public_bytes.data(), secret->bytes().data(), seed.bytes().data());
  return SigningKey(std::move(*secret), PublicKey::from_bytes(public_bytes));
}

std::array<std::uint8_t, 64> SigningKey::sign(std::string_view message) const {
  std::array<std::uint8_t, crypto_sign_BYTES> signature{};
  ::crypto_sign_detached(signature.data(), nullptr, bytes_of(message).data(), message.size(),
                         secret_.bytes().data());
  return signature;
}

std::string SigningKey::sign_token(const Claims& claims) const {
  const boost::json::object header{{"alg", "EdDSA"}, {"kid", public_key_.id}, {"typ", "JWT"}};
  const boost::json::object payload{{"iss", claims.issuer},
                                    {"aud", claims.audience},
                                    {"sub", claims.subject},
                                    {"sid", claims.session_id},
                                    {"nonce", claims.nonce},
                                    {"jti", claims.token_id},
                                    {"iat", seconds_of(claims.issued_at)},
                                    {"exp", seconds_of(claims.expires_at)}};
  auto token = to_base64url(bytes_of(boost::json::serialize(header))) + '.' +
               to_base64url(bytes_of(boost::json::serialize(payload)));
  const auto signature = sign(token);
  return token + '.' + to_base64url(signature);
}

std::string jwks_document(std::span<const PublicKey> keys) {
  boost::json::array list;
  for (const auto& key : keys) {
    list.push_back(boost::json::object{{"kty", "OKP"},
                                       {"crv", "Ed25519"},
                                       {"alg", "EdDSA"},
                                       {"use", "sig"},
                                       {"kid", key.id},
                                       {"x", to_base64url(key.bytes)}});
  }
  return boost::json::serialize(boost::json::object{{"keys", std::move(list)}});
}

Result<Claims> verify_token(std::string_view token, std::span<const PublicKey> keys,
                            const TokenExpectation& expectation) {
  start_sodium();
  const auto parts = split(token);
  if (!parts || !is_signed(*parts, keys)) return refused();
  auto claims = claims_of(parts->payload);
  if (!claims) return refused();
  const bool is_meant =
      equal_in_constant_time(claims->issuer, expectation.issuer) &&
      equal_in_constant_time(claims->audience, expectation.audience) &&
      (!expectation.nonce || equal_in_constant_time(claims->nonce, *expectation.nonce));
  if (!is_meant || claims->issued_at > expectation.now + expectation.leeway) return refused();
  if (claims->expires_at + expectation.leeway <= expectation.now) {
    return failure(ErrorCode::unauthenticated, "The token has expired.");
  }
  return std::move(*claims);
}

}  // namespace facelatch::crypto
