// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <chrono>
#include <optional>

#include "access/api_key.hpp"

namespace facelatch::access {

/// Lets requests through at a rate, with bursts: the token bucket of RFC 2697 with one colour.
/// Externally synchronised.
class TokenBucket {
 public:
  using Clock = std::chrono::steady_clock;

  /// Full at `now`.
  TokenBucket(const RateLimit& rate, Clock::time_point now)
      : rate_(rate), tokens_(rate.burst), filled_at_(now) {}

  /// Takes one token; nothing when there was one, else how long until there will be.
  std::optional<std::chrono::duration<double>> take(Clock::time_point now) {
    const std::chrono::duration<double, std::ratio<60>> passed = now - filled_at_;
    filled_at_ = now;
    tokens_ = std::min<double>(tokens_ + passed.count() * rate_.per_minute, rate_.burst);
    if (tokens_ >= 1) {
      tokens_ -= 1;
      return std::nullopt;
    }
    return std::chrono::duration<double, std::ratio<60>>((1 - tokens_) / rate_.per_minute);
  }

  [[nodiscard]] const RateLimit& rate() const { return rate_; }

 private:
  RateLimit rate_;
  double tokens_;
  Clock::time_point filled_at_;
};

}  // namespace facelatch::access
