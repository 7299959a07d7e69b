// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "crypto/jwt.hpp"
#include "liveness/fusion.hpp"
#include "liveness/sight.hpp"
#include "recognition/recogniser.hpp"
#include "store/store.hpp"
#include "unlock/judgement.hpp"
#include "unlock/ticket.hpp"

namespace facelatch::unlock {

/// `iss` of every token.
inline constexpr std::string_view kIssuer = "facelatch";
/// Within this time the answer must have arrived.
inline constexpr std::chrono::seconds kChallengeLife{30};
inline constexpr std::chrono::seconds kTokenLife{60};
inline constexpr std::size_t kMaximumAudienceBytes = 200;
inline constexpr std::size_t kMaximumNonceBytes = 128;

/// Who wants to be let in, and where.
struct Wish {
  std::string person;
  std::string client;    ///< who asks: id of the API key
  std::string audience;  ///< `aud` of the token, 1 to kMaximumAudienceBytes bytes
  std::string nonce;     ///< of the application, at most kMaximumNonceBytes; may be empty
  Policy policy = kDefaultPolicy;
};

/// A try that may begin, or why it may not.
struct Beginning {
  store::AdmissionAnswer admission;
  std::string challenge;  ///< the sealed ticket; empty unless it was admitted
  std::vector<liveness::Action> actions;
  base::UnixTime expires;
};

struct Outcome {
  Reason reason = Reason::not_live;
  std::string token;  ///< where accepted: a signed JWT
  base::UnixTime expires;

  [[nodiscard]] bool is_accepted() const { return reason == Reason::accepted; }
};

/// Decides who is let in, whichever way frames arrive. A try is counted from its challenge on:
/// whoever draws challenges until one fits a recording has used up as many tries. All that is
/// remembered is in the store, so that several processes may share the work. Thread-safe.
class Unlocker {
 public:
  /// The store must outlive it.
  Unlocker(store::Store& store, liveness::Fusion fusion, base::WallClock clock = base::system_time)
      : store_(&store), fusion_(std::move(fusion)), clock_(std::move(clock)) {}

  /// Counts a try and draws its challenge. A person who does not exist is treated as one who does.
  /// Fails with invalid_argument (a text too long or empty) or as the store does.
  base::Result<Beginning> begin(const Wish& wish);

  /// Uses the challenge up. Fails with invalid_argument (no challenge of ours, another client's, or
  /// one that has expired) or already_exists.
  base::Result<Ticket> accept(std::string_view challenge, std::string_view client);

  /// Judges the frames, ends the try, notes it and signs the token. What is not accepted counts as
  /// a failure. Fails with deadline_exceeded where the try took too long, or as the store does.
  base::Result<Outcome> decide(const Ticket& ticket, std::span<const liveness::Sight> sights,
                               recognition::Recogniser& recogniser);

  /// Whether the time to answer is over.
  [[nodiscard]] bool has_expired(const Ticket& ticket) const { return clock_() >= ticket.expires; }

  /// Ends a try whose frames could not be looked at: a failure too, or a broken clip would buy
  /// another challenge for nothing.
  base::Result<void> give_up(const Ticket& ticket);

  /// The keys that check the tokens, as a JWK set: also those that a rotation took away lately.
  [[nodiscard]] base::Result<std::string> key_set() const;

  /// What a token says, told once: a second use fails with already_exists, a token that is not good
  /// for this audience with invalid_argument.
  base::Result<crypto::Claims> redeem(std::string_view token, std::string_view audience);

 private:
  base::Result<Reason> recognise(const Ticket& ticket, std::span<const liveness::Sight> sights,
                                 recognition::Recogniser& recogniser) const;
  base::Result<void> end(const Ticket& ticket, Reason reason);
  base::Result<void> note(const Ticket& ticket, std::string_view outcome, std::string_view reason,
                          std::string models);

  store::Store* store_;
  liveness::Fusion fusion_;
  base::WallClock clock_;
};

}  // namespace facelatch::unlock
