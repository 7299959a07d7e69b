// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <vector>

#include "evaluation/verification.hpp"
#include "liveness/fusion.hpp"
#include "trials/presentations.hpp"

namespace facelatch::trials {

/// Errors among presentations of one kind, as ISO/IEC 30107-3 counts them.
struct ErrorRate {
  std::string kind;    ///< of an attack; empty for living people
  int classified = 0;  ///< presentations with a face
  int errors = 0;      ///< attacks taken for living people, or living people for attacks
  int silent = 0;      ///< presentations in which no face was found: no answer, nothing unlocked
  double rate = 0;     ///< errors by classified; 0 where there are none
  evaluation::Interval interval{0, 1};  ///< 95 %, Wilson
};

struct Verdict {
  std::string name;
  bool is_live = false;
  std::string kind;
  std::size_t frames = 0;
  double log_odds = 0;         ///< of the track; 0 without frames
  bool shows_pattern = false;  ///< liveness::shows_pattern(): then it is taken for an attack
  bool taken_for_live = false;
};

struct LivenessErrors {
  std::vector<ErrorRate> attacks;  ///< APCER by kind, in the order of the kinds
  ErrorRate worst;                 ///< the kind with the highest APCER: what the standard reports
  ErrorRate living;                ///< BPCER
  std::vector<Verdict> verdicts;   ///< in the order of the presentations
};

LivenessErrors count_errors(std::span<const Shown> shown, const liveness::Fusion& fusion);

/// The same, each presentation judged by a fusion fitted without it: what a calibration is worth
/// on what it was not fitted on. Fails as fit_fusion does.
base::Result<LivenessErrors> count_errors_held_out(std::span<const Shown> shown);

/// A bar for each rate with its interval, as an SVG document that needs nothing else.
std::string error_chart(const LivenessErrors& errors);

}  // namespace facelatch::trials
