// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>

#include "base/clock.hpp"

namespace facelatch::store {

/// How often one may fail. After NIST SP 800-63B, section 5.2.2 and 5.2.3, and Android's
/// CDD 7.3.10.
struct AttemptLimits {
  int failures_before_wait = 5;
  std::chrono::milliseconds first_wait{30'000};  ///< doubles with each further failure
  std::chrono::milliseconds longest_wait{24 * 3'600'000};
  int failures_before_lock = 50;
};

/// What is remembered of one person or client.
struct AttemptCount {
  int failures = 0;  ///< since the last success or reset
  base::UnixTime last_failure;
  int running = 0;  ///< tries that have begun and not ended

  bool operator==(const AttemptCount&) const = default;
};

enum class Admission {
  admitted,
  wait,    ///< Come again after a time.
  locked,  ///< Only a reset helps.
};

struct AdmissionAnswer {
  Admission admission = Admission::admitted;
  std::chrono::milliseconds wait{0};
};

/// How long one must wait behind the last of so many failures.
std::chrono::milliseconds wait_after(int failures, const AttemptLimits& limits);

/// Whether one more try may begin. Running ones count as if they had failed already, so that no
/// number of them side by side gets more tries than one after the other.
AdmissionAnswer admit(const AttemptCount& count, base::UnixTime now, const AttemptLimits& limits);

}  // namespace facelatch::store
