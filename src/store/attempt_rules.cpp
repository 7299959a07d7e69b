// SPDX-License-Identifier: Apache-2.0
#include "store/attempt_rules.hpp"

#include <algorithm>

namespace facelatch::store {
namespace {

/// What somebody waits who came while others were trying.
constexpr std::chrono::milliseconds kMoment{1000};

}  // namespace

std::chrono::milliseconds wait_after(int failures, const AttemptLimits& limits) {
  if (failures < limits.failures_before_wait) return std::chrono::milliseconds(0);
  auto wait = std::min(limits.first_wait, limits.longest_wait);
  for (int i = limits.failures_before_wait; i < failures && wait < limits.longest_wait; ++i) {
    wait = std::min(wait * 2, limits.longest_wait);
  }
  return wait;
}

AdmissionAnswer admit(const AttemptCount& count, base::UnixTime now, const AttemptLimits& limits) {
  if (count.failures >= limits.failures_before_lock) return {.admission = Admission::locked};
  const auto whole = wait_after(count.failures, limits);
  // A clock that was set back must not make the wait longer than it ever was.
  const auto left = std::min(count.last_failure + whole - now, whole);
  if (left.count() > 0) return {.admission = Admission::wait, .wait = left};
  // The tries that are left before the next wait; behind the first one each try is one.
  const int free = std::max(1, limits.failures_before_wait - count.failures);
  const int before_lock = limits.failures_before_lock - count.failures;
  if (count.running >= std::min(free, before_lock)) {
    return {.admission = Admission::wait, .wait = kMoment};
  }
  return {};
}

}  // namespace facelatch::store
