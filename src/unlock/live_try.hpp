// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "liveness/sight.hpp"
#include "recognition/advice.hpp"
#include "recognition/recogniser.hpp"
#include "unlock/unlocker.hpp"

namespace facelatch::unlock {

/// Where the person is within the challenge.
struct Progress {
  recognition::Advice advice = recognition::Advice::wait;
  std::size_t done = 0;                  ///< actions that were seen, in order
  std::optional<liveness::Action> next;  ///< none: all of them were
};

/// One try whose frames come while they are taken: says after each what to do, and decides once, as
/// soon as enough was seen. There is one decision and not one for each frame, or a long try would
/// be many. Dropped undecided it counts as failed, when the store finds it overdue. Externally
/// synchronised; the unlocker must outlive it.
class LiveTry {
 public:
  LiveTry(Unlocker& unlocker, Ticket ticket) : unlocker_(&unlocker), ticket_(std::move(ticket)) {}

  /// The next frame; not to be called behind an outcome or a failure, which are the end. Frames
  /// before the first that shows exactly one face are no part of the try. Fails as
  /// Unlocker::decide does.
  base::Result<std::variant<Progress, Outcome>> look(liveness::Sight sight,
                                                     recognition::Recogniser& recogniser);

  /// Ends it undecided, as a failure. Fails as Unlocker::give_up does.
  base::Result<void> give_up() { return unlocker_->give_up(ticket_); }

  [[nodiscard]] const Ticket& ticket() const { return ticket_; }

 private:
  [[nodiscard]] std::optional<Progress> progress();
  [[nodiscard]] bool is_complete() const;

  Unlocker* unlocker_;
  Ticket ticket_;
  std::vector<liveness::Sight> sights_;
  int wrong_in_a_row_ = 0;  ///< frames behind which something else was done than was asked
};

}  // namespace facelatch::unlock
