// SPDX-License-Identifier: Apache-2.0
#include "unlock/unlocker.hpp"

#include <fmt/format.h>

#include <utility>

#include "crypto/random.hpp"
#include "liveness/continuity.hpp"

namespace facelatch::unlock {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

/// Kinds of things that are used once.
constexpr std::string_view kChallengePurpose = "challenge";
constexpr std::string_view kTokenPurpose = "token";

Result<void> check(const Wish& wish) {
  if (wish.person.empty()) return failure(ErrorCode::invalid_argument, "Name the person.");
  if (wish.audience.empty() || wish.audience.size() > kMaximumAudienceBytes) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("Name the application that the token is for, in at most {} bytes.",
                               kMaximumAudienceBytes));
  }
  if (wish.nonce.size() > kMaximumNonceBytes) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("A nonce may have {} bytes.", kMaximumNonceBytes));
  }
  return {};
}

}  // namespace

Result<Beginning> Unlocker::begin(const Wish& wish) {
  if (const auto checked = check(wish); !checked) return std::unexpected(checked.error());
  const auto key = store_->derive(crypto::Purpose::challenges);
  if (!key) return std::unexpected(key.error());
  const auto attempt = store_->attempts().begin(wish.person, wish.client);
  if (!attempt) return std::unexpected(attempt.error());
  Beginning beginning{.admission = attempt->answer, .challenge = {}, .actions = {}, .expires = {}};
  if (attempt->answer.admission != store::Admission::admitted) return beginning;
  if (asks_active(wish.policy)) {
    beginning.actions = liveness::challenge(crypto::random_below(liveness::kChallenges));
  }
  beginning.expires = clock_() + kChallengeLife;
  beginning.challenge = seal_ticket({.attempt = attempt->id,
                                     .person = wish.person,
                                     .client = wish.client,
                                     .audience = wish.audience,
                                     .nonce = wish.nonce,
                                     .policy = wish.policy,
                                     .actions = beginning.actions,
                                     .expires = beginning.expires},
                                    *key);
  return beginning;
}

Result<Ticket> Unlocker::accept(std::string_view challenge, std::string_view client) {
  const auto keys = store_->derive_all(crypto::Purpose::challenges);
  if (!keys) return std::unexpected(keys.error());
  auto ticket = open_ticket(challenge, keys->front());
  for (std::size_t i = 1; i < keys->size() && !ticket; ++i) {
    ticket = open_ticket(challenge, keys->at(i));
  }
  if (!ticket) return ticket;
  if (ticket->client != client) {
    return failure(ErrorCode::invalid_argument, "The challenge is not valid.");
  }
  const auto used = store_->nonces().use(kChallengePurpose, ticket->attempt, ticket->expires);
  if (used) return ticket;
  switch (used.error().code) {
    case ErrorCode::already_exists:
      return failure(ErrorCode::already_exists, "The challenge was used before.");
    case ErrorCode::deadline_exceeded:
      return failure(ErrorCode::invalid_argument, "The challenge has expired; draw another one.");
    default:
      return std::unexpected(used.error());
  }
}

Result<Reason> Unlocker::recognise(const Ticket& ticket, std::span<const liveness::Sight> sights,
                                   recognition::Recogniser& recogniser) const {
  const auto identity = liveness::identity_of(sights);
  if (!identity) return Reason::no_face;
  const auto answer =
      recogniser.compare(ticket.person, *identity, recognition::kDefaultFalseAcceptRate);
  if (!answer) return std::unexpected(answer.error());
  return answer->accepted ? Reason::accepted : Reason::not_recognised;
}

Result<void> Unlocker::end(const Ticket& ticket, Reason reason) {
  const bool is_accepted = reason == Reason::accepted;
  const auto ended = store_->attempts().end(
      ticket.attempt, is_accepted ? store::AttemptEnd::succeeded : store::AttemptEnd::failed);
  if (!ended && ended.error().code == ErrorCode::not_found) {
    return failure(ErrorCode::deadline_exceeded, "The try took too long.");
  }
  return ended;
}

Result<Outcome> Unlocker::decide(const Ticket& ticket, std::span<const liveness::Sight> sights,
                                 recognition::Recogniser& recogniser) {
  Outcome outcome{.reason = judge_liveness(sights, ticket.policy, ticket.actions, fusion_),
                  .token = {},
                  .expires = {}};
  if (outcome.is_accepted()) {
    const auto recognised = recognise(ticket, sights, recogniser);
    if (!recognised) {
      if (const auto ended = give_up(ticket); !ended) return std::unexpected(ended.error());
      return std::unexpected(recognised.error());
    }
    outcome.reason = *recognised;
  }
  if (const auto ended = end(ticket, outcome.reason); !ended) {
    return std::unexpected(ended.error());
  }
  const auto& kind = recogniser.kind();
  const auto noted = note(ticket, outcome.is_accepted() ? "accepted" : "denied",
                          name_of(outcome.reason), kind.model + "," + kind.preprocessing);
  if (!noted) return std::unexpected(noted.error());
  if (!outcome.is_accepted()) return outcome;
  const auto key = store_->token_keys().signing_key();
  if (!key) return std::unexpected(key.error());
  const auto now = clock_();
  outcome.expires = now + kTokenLife;
  outcome.token = key->sign_token({.issuer = std::string(kIssuer),
                                   .audience = ticket.audience,
                                   .subject = ticket.person,
                                   .session_id = ticket.attempt,
                                   .nonce = ticket.nonce,
                                   .token_id = crypto::random_id(),
                                   .issued_at = now,
                                   .expires_at = outcome.expires});
  return outcome;
}

Result<void> Unlocker::give_up(const Ticket& ticket) {
  if (auto ended = end(ticket, Reason::not_live); !ended) return ended;
  return note(ticket, "denied", "given_up", {});
}

Result<void> Unlocker::note(const Ticket& ticket, std::string_view outcome, std::string_view reason,
                            std::string models) {
  return store_->audit().append({.action = "unlocked",
                                 .client = ticket.client,
                                 .person_id = ticket.person,
                                 .policy = fmt::format("{}, far {:g}", name_of(ticket.policy),
                                                       recognition::kDefaultFalseAcceptRate),
                                 .models = std::move(models),
                                 .outcome = std::string(outcome),
                                 .reason = std::string(reason)});
}

Result<std::string> Unlocker::key_set() const {
  const auto keys = store_->token_keys().public_keys();
  if (!keys) return std::unexpected(keys.error());
  return crypto::jwks_document(*keys);
}

Result<crypto::Claims> Unlocker::redeem(std::string_view token, std::string_view audience) {
  const auto keys = store_->token_keys().public_keys();
  if (!keys) return std::unexpected(keys.error());
  auto claims = crypto::verify_token(
      token, *keys, {.issuer = kIssuer, .audience = audience, .nonce = {}, .now = clock_()});
  // It is a value that was sent, not what the caller is known by.
  if (!claims) return failure(ErrorCode::invalid_argument, claims.error().message);
  const auto used = store_->nonces().use(kTokenPurpose, claims->token_id, claims->expires_at);
  if (used) return claims;
  if (used.error().code != ErrorCode::already_exists) return std::unexpected(used.error());
  return failure(ErrorCode::already_exists, "The token was used before.");
}

}  // namespace facelatch::unlock
