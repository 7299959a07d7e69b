// SPDX-License-Identifier: Apache-2.0
#include "video/worker/timeline.hpp"

#include <algorithm>

namespace facelatch::video {
namespace {

using std::chrono::microseconds;
constexpr microseconds kFarBack = std::chrono::milliseconds(500);
constexpr microseconds kFarAhead = std::chrono::seconds(10);
/// Beyond these a stamp is damage: some 3,000 years, small enough that sums cannot overflow.
constexpr microseconds kLargest{100'000'000'000'000'000};

}  // namespace

microseconds Timeline::place(std::optional<microseconds> stamp) {
  if (stamp && (*stamp > kLargest || *stamp < -kLargest)) stamp.reset();
  if (!last_) {
    if (stamp) offset_ = -*stamp;
    last_ = microseconds(0);
    return *last_;
  }
  const auto expected = *last_ + distance_;
  auto time = expected;
  if (stamp) {
    time = *stamp + offset_;
    const bool jumps_back = time < *last_ - kFarBack;
    const bool jumps_ahead = jumps_ == Jumps::expected && time > *last_ + kFarAhead;
    if (jumps_back || jumps_ahead) {
      offset_ = expected - *stamp;
      time = expected;
    }
  }
  last_ = std::max(time, *last_ + microseconds(1));
  return *last_;
}

}  // namespace facelatch::video
