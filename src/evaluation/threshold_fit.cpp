// SPDX-License-Identifier: Apache-2.0
#include "evaluation/threshold_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace facelatch::evaluation {
namespace {

/// Thresholds that are tried between the lowest genuine and the highest impostor pair.
constexpr int kSteps = 400;
/// Of a class whose pairs are all alike.
constexpr double kNarrowestKernel = 1e-3;
constexpr double kEqual = 1e-9;  ///< numbers of errors that differ by less are equal

struct Class {
  std::vector<double> similarities;  ///< rising
  double kernel = 0;                 ///< standard deviation
};

double quantile(const std::vector<double>& rising, double share) {
  return rising[static_cast<std::size_t>(share * static_cast<double>(rising.size() - 1))];
}

double kernel_for(const std::vector<double>& rising) {
  const auto count = static_cast<double>(rising.size());
  const double mean = std::accumulate(rising.begin(), rising.end(), 0.0) / count;
  double squares = 0;
  for (const double value : rising) squares += (value - mean) * (value - mean);
  const double quartiles = (quantile(rising, 0.75) - quantile(rising, 0.25)) / 1.34;
  const double spread = std::min(std::sqrt(squares / count), quartiles);
  return std::max(kNarrowestKernel, 0.9 * spread * std::pow(count, -0.2));
}

Class class_of(std::span<const ScoredPair> pairs, bool same) {
  Class found;
  for (const auto& pair : pairs) {
    if (pair.same == same && !pair.undetected) found.similarities.push_back(pair.similarity);
  }
  std::ranges::sort(found.similarities);
  if (!found.similarities.empty()) found.kernel = kernel_for(found.similarities);
  return found;
}

/// How many pairs of the class lie below `threshold`, each spread over its kernel.
double expected_below(const Class& of, double threshold) {
  const double scale = 1 / (of.kernel * std::numbers::sqrt2);
  double sum = 0;
  for (const double value : of.similarities) {
    sum += 0.5 * std::erfc((value - threshold) * scale);
  }
  return sum;
}

}  // namespace

double fit_threshold(std::span<const ScoredPair> pairs) {
  const auto genuine = class_of(pairs, true);
  const auto impostor = class_of(pairs, false);
  if (genuine.similarities.empty() || impostor.similarities.empty()) return 0;
  const auto [from, to] = std::minmax(genuine.similarities.front(), impostor.similarities.back());
  double first = from;
  double last = from;
  double fewest = static_cast<double>(pairs.size());
  for (int i = 0; i <= kSteps; ++i) {
    const double threshold = from + (to - from) * i / kSteps;
    const double errors = expected_below(genuine, threshold) +
                          static_cast<double>(impostor.similarities.size()) -
                          expected_below(impostor, threshold);
    if (errors < fewest - kEqual) first = threshold;
    if (errors <= fewest + kEqual) last = threshold;
    fewest = std::min(fewest, errors);
  }
  return (first + last) / 2;  // of several that are as good
}

}  // namespace facelatch::evaluation
