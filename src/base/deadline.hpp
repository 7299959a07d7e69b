// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>

namespace facelatch::base {

/// The moment after which nobody wants the answer any more: one value that travels with a request
/// in place of a timeout that each step would start anew (after userver's engine::Deadline).
/// Immutable.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  /// Never expires.
  constexpr Deadline() = default;
  explicit Deadline(Clock::time_point at) : at_(at) {}

  static Deadline after(Clock::duration time) { return Deadline(Clock::now() + time); }

  [[nodiscard]] bool expired() const { return at_ && Clock::now() >= *at_; }
  [[nodiscard]] std::optional<Clock::time_point> at() const { return at_; }

 private:
  std::optional<Clock::time_point> at_;
};

}  // namespace facelatch::base
