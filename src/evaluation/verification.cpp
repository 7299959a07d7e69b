// SPDX-License-Identifier: Apache-2.0
#include "evaluation/verification.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "evaluation/threshold_fit.hpp"

namespace facelatch::evaluation {
namespace {

using base::ErrorCode;
using base::failure;

constexpr int kDefaultFolds = 10;
constexpr std::array kReportedFars{1e-2, 1e-3, 1e-4};
constexpr std::array kCalibratedFars{1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6};
constexpr std::uint64_t kCalibratedAccepts = 10;
constexpr double kStep = 1e-6;  ///< of thresholds: what the calibration table stores

std::uint64_t count_accepted(const std::vector<double>& sorted, double threshold) {
  return static_cast<std::uint64_t>(sorted.end() - std::ranges::lower_bound(sorted, threshold));
}

double just_above(double similarity) { return (std::floor(similarity / kStep) + 1) * kStep; }

double accuracy_at(std::span<const ScoredPair> pairs, double threshold) {
  const auto right = std::ranges::count_if(pairs, [&](const ScoredPair& pair) {
    return (!pair.undetected && pair.similarity >= threshold) == pair.same;
  });
  return static_cast<double>(right) / static_cast<double>(pairs.size());
}

void deal_into_folds(std::vector<ScoredPair>& pairs) {
  int genuine = 0;
  int impostor = 0;
  for (auto& pair : pairs) {
    int& next = pair.same ? genuine : impostor;
    pair.fold = next;
    next = (next + 1) % kDefaultFolds;
  }
}

std::vector<double> accuracies(const std::vector<ScoredPair>& pairs, int folds) {
  std::vector<double> found;
  for (int fold = 0; fold < folds; ++fold) {
    std::vector<ScoredPair> fitted;
    std::vector<ScoredPair> held_out;
    std::ranges::partition_copy(pairs, std::back_inserter(held_out), std::back_inserter(fitted),
                                [&](const ScoredPair& pair) { return pair.fold == fold; });
    if (held_out.empty() || fitted.empty()) continue;
    found.push_back(accuracy_at(held_out, fit_threshold(fitted)));
  }
  return found;
}

}  // namespace

Interval wilson_interval(std::uint64_t count, std::uint64_t total) {
  constexpr double kZ = 1.959963984540054;  // of the normal distribution at 97.5 %
  const auto n = static_cast<double>(total);
  const double share = static_cast<double>(count) / n;
  const double shrink = 1 + kZ * kZ / n;
  const double centre = (share + kZ * kZ / (2 * n)) / shrink;
  const double half = kZ / shrink * std::sqrt(share * (1 - share) / n + kZ * kZ / (4 * n * n));
  // The share is in its interval, also where rounding errors would leave it out.
  return {std::clamp(centre - half, 0.0, share), std::clamp(centre + half, share, 1.0)};
}

Scores sorted_scores(std::span<const ScoredPair> pairs) {
  Scores scores;
  for (const auto& pair : pairs) {
    (pair.same ? scores.genuine : scores.impostor)
        .push_back(pair.undetected ? kUndetectedSimilarity : pair.similarity);
  }
  std::ranges::sort(scores.genuine);
  std::ranges::sort(scores.impostor);
  return scores;
}

std::optional<TarAtFar> tar_at_far(const Scores& scores, double far, std::uint64_t min_accepts) {
  const auto& impostor = scores.impostor;
  // A hair more, so that 0.01 of 500 is 5 and not 4.
  const auto allowed =
      static_cast<std::uint64_t>(far * static_cast<double>(impostor.size()) * (1 + 1e-9));
  if (allowed < min_accepts || scores.genuine.empty() || impostor.empty()) return std::nullopt;
  const double threshold =
      allowed >= impostor.size() ? -1 : just_above(impostor[impostor.size() - 1 - allowed]);
  const auto accepted = count_accepted(scores.genuine, threshold);
  const auto tar = wilson_interval(accepted, scores.genuine.size());
  const auto far_interval = wilson_interval(count_accepted(impostor, threshold), impostor.size());
  return TarAtFar{static_cast<double>(accepted) / static_cast<double>(scores.genuine.size()),
                  tar.low, tar.high, threshold, far_interval.high};
}

std::vector<RocPoint> roc_of(const Scores& scores) {
  std::vector<RocPoint> roc{{0, 0}};
  auto genuine = scores.genuine.rbegin();
  auto impostor = scores.impostor.rbegin();
  const auto share = [](const auto& sorted, const auto& position) {
    return static_cast<double>(position - sorted.rbegin()) / static_cast<double>(sorted.size());
  };
  while (genuine != scores.genuine.rend() || impostor != scores.impostor.rend()) {
    double value = -2;
    if (genuine != scores.genuine.rend()) value = *genuine;
    if (impostor != scores.impostor.rend()) value = std::max(value, *impostor);
    while (genuine != scores.genuine.rend() && *genuine == value) ++genuine;
    while (impostor != scores.impostor.rend() && *impostor == value) ++impostor;
    roc.push_back({share(scores.impostor, impostor), share(scores.genuine, genuine)});
  }
  return roc;
}

double equal_error_rate(std::span<const RocPoint> roc) {
  for (std::size_t i = 1; i < roc.size(); ++i) {
    const double before = 1 - roc[i - 1].tar - roc[i - 1].far;
    const double after = 1 - roc[i].tar - roc[i].far;
    if (after > 0) continue;
    const double part = before / (before - after);
    return roc[i - 1].far + part * (roc[i].far - roc[i - 1].far);
  }
  return 1;
}

base::Result<Verification> verify(std::vector<ScoredPair> pairs, int folds) {
  for (auto& pair : pairs) {
    if (pair.undetected) pair.similarity = kUndetectedSimilarity;
    if (!std::isfinite(pair.similarity) || pair.fold < 0 || pair.fold >= std::max(folds, 1)) {
      return failure(ErrorCode::invalid_argument, "A pair's similarity or fold is out of range.");
    }
  }
  const Scores scores = sorted_scores(pairs);
  if (scores.genuine.size() < 2 || scores.impostor.size() < 2) {
    return failure(ErrorCode::invalid_argument,
                   "At least two pairs of one person and two of different persons are needed.");
  }
  if (folds == 0) {
    deal_into_folds(pairs);
    folds = kDefaultFolds;
  }
  const auto shares = accuracies(pairs, folds);
  if (shares.empty()) {
    return failure(ErrorCode::invalid_argument, "The pairs must lie in at least two folds.");
  }
  Verification found{.threshold = fit_threshold(pairs), .pairs = pairs.size()};
  const auto count = static_cast<double>(shares.size());
  found.accuracy = std::accumulate(shares.begin(), shares.end(), 0.0) / count;
  double squares = 0;
  for (const double share : shares) squares += std::pow(share - found.accuracy, 2);
  found.accuracy_std = std::sqrt(squares / count);
  found.roc = roc_of(scores);
  found.eer = equal_error_rate(found.roc);
  for (const double far : kReportedFars) {
    found.tar_at_far.push_back({far, tar_at_far(scores, far, 0).value()});
  }
  found.undetected =
      static_cast<std::size_t>(std::ranges::count(pairs, true, &ScoredPair::undetected));
  return found;
}

similarity::Calibration calibrate(const Scores& scores) {
  similarity::Calibration calibration{.genuine = scores.genuine.size(),
                                      .impostor = scores.impostor.size()};
  for (const double far : kCalibratedFars) {
    const auto found = tar_at_far(scores, far, kCalibratedAccepts);
    if (!found) break;
    calibration.points.push_back(
        {far, found->threshold, found->tar, found->low, found->high, found->far_high});
  }
  return calibration;
}

}  // namespace facelatch::evaluation
