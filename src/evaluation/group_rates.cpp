// SPDX-License-Identifier: Apache-2.0
#include "evaluation/group_rates.hpp"

#include <algorithm>
#include <cstdint>

namespace facelatch::evaluation {
namespace {

std::optional<Rate> rate_of(std::uint64_t count, std::size_t total) {
  if (total == 0) return std::nullopt;
  return Rate{static_cast<double>(count) / static_cast<double>(total),
              wilson_interval(count, total)};
}

std::uint64_t count_below(const std::vector<double>& sorted, double threshold) {
  return static_cast<std::uint64_t>(std::ranges::lower_bound(sorted, threshold) - sorted.begin());
}

}  // namespace

std::vector<GroupScores> scores_by_group(std::span<const ScoredPair> pairs, std::size_t groups) {
  std::vector<std::vector<ScoredPair>> dealt(groups);
  for (const auto& pair : pairs) {
    if (pair.group >= 0) dealt.at(static_cast<std::size_t>(pair.group)).push_back(pair);
  }
  std::vector<GroupScores> found;
  for (const auto& own : dealt) {
    const auto undetected = std::ranges::count(own, true, &ScoredPair::undetected);
    found.push_back({sorted_scores(own), static_cast<std::size_t>(undetected)});
  }
  return found;
}

std::optional<Rate> false_accepts(const Scores& scores, double threshold) {
  const auto total = scores.impostor.size();
  return rate_of(total - count_below(scores.impostor, threshold), total);
}

std::optional<Rate> false_rejects(const Scores& scores, double threshold) {
  return rate_of(count_below(scores.genuine, threshold), scores.genuine.size());
}

}  // namespace facelatch::evaluation
