// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "evaluation/verification.hpp"

namespace facelatch::evaluation {

/// A share of pairs, with its 95 % interval.
struct Rate {
  double value = 0;
  Interval interval;
};

/// What one group of pairs scored.
struct GroupScores {
  Scores scores;
  std::size_t undetected = 0;
};

/// The pairs of each group by the group's number, `groups` in all; pairs of no group are left out.
/// A group's scores are those that sorted_scores() gives.
std::vector<GroupScores> scores_by_group(std::span<const ScoredPair> pairs, std::size_t groups);

/// The impostors that pass at `threshold` and the genuine ones that do not; nothing where there are
/// none of the kind. The interval is that of independent pairs: where a few people stand behind
/// many pairs, the truth is wider.
std::optional<Rate> false_accepts(const Scores& scores, double threshold);
std::optional<Rate> false_rejects(const Scores& scores, double threshold);

}  // namespace facelatch::evaluation
