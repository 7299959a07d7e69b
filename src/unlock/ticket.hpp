// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "crypto/secret_buffer.hpp"
#include "liveness/challenge.hpp"
#include "unlock/policy.hpp"

namespace facelatch::unlock {

/// The longest ticket that is read.
inline constexpr std::size_t kMaximumTicketBytes = 2048;

/// A try that has begun: what was asked of whom, for whom, and until when. It is given to the
/// client under a code that only the store's key makes, so that no server has to remember it, a
/// restart forgets nothing, and nobody changes what was asked.
struct Ticket {
  std::string attempt;  ///< id of the counted try; the ticket is good once
  std::string person;
  std::string client;    ///< that the ticket was given to
  std::string audience;  ///< the application that the token is for
  std::string nonce;     ///< the application's own
  Policy policy = kDefaultPolicy;
  std::vector<liveness::Action> actions;  ///< none where the policy is passive
  base::UnixTime expires;

  bool operator==(const Ticket&) const = default;
};

std::string seal_ticket(const Ticket& ticket, const crypto::SecretBuffer& key);

/// Fails with invalid_argument for anything that seal_ticket with this key has not written. Says
/// nothing of its time.
base::Result<Ticket> open_ticket(std::string_view text, const crypto::SecretBuffer& key);

}  // namespace facelatch::unlock
