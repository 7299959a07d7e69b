// SPDX-License-Identifier: Apache-2.0
#include "similarity/metric.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace facelatch::similarity {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::array<std::pair<Metric, std::string_view>, 4> kNames{{
    {Metric::cosine, "cosine"},
    {Metric::euclidean, "euclidean"},
    {Metric::euclidean_l2, "euclidean_l2"},
    {Metric::angular, "angular"},
}};

Result<void> check_comparable(const Embedding& a, const Embedding& b) {
  if (!a.model.empty() && !b.model.empty() && a.model != b.model) {
    return failure(ErrorCode::invalid_argument,
                   "The embeddings come from two models, which cannot be compared.");
  }
  if (a.values.size() != b.values.size()) {
    return failure(ErrorCode::invalid_argument, "The embeddings differ in length.");
  }
  return {};
}

double difference_length(std::span<const float> a, std::span<const float> b) {
  double squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    squares += difference * difference;
  }
  return std::sqrt(squares);
}

}  // namespace

std::string_view name_of(Metric metric) {
  return kNames.at(static_cast<std::size_t>(metric)).second;
}

std::optional<Metric> metric_named(std::string_view name) {
  const auto* found = std::ranges::find(kNames, name, &std::pair<Metric, std::string_view>::second);
  if (found == kNames.end()) return std::nullopt;
  return found->first;
}

Result<float> cosine_similarity(const Embedding& a, const Embedding& b) {
  if (const auto comparable = check_comparable(a, b); !comparable) {
    return std::unexpected(comparable.error());
  }
  const auto left = unit_vector(a.values);
  const auto right = unit_vector(b.values);
  if (!left) return std::unexpected(left.error());
  if (!right) return std::unexpected(right.error());
  double sum = 0;
  for (std::size_t i = 0; i < left->size(); ++i) {
    sum += static_cast<double>((*left)[i]) * static_cast<double>((*right)[i]);
  }
  return static_cast<float>(std::clamp(sum, -1.0, 1.0));
}

Result<float> distance(const Embedding& a, const Embedding& b, Metric metric) {
  const auto cosine = cosine_similarity(a, b);  // Also where unused: it checks the vectors.
  if (!cosine) return std::unexpected(cosine.error());
  switch (metric) {
    case Metric::cosine:
      return 1.0F - *cosine;
    case Metric::euclidean:
      return static_cast<float>(difference_length(a.values, b.values));
    case Metric::euclidean_l2:
      // The chord of the angle; from the units themselves, since sqrt(2 - 2 cos) loses digits.
      return static_cast<float>(difference_length(*unit_vector(a.values), *unit_vector(b.values)));
    case Metric::angular:
      break;
  }
  return std::acos(*cosine) / std::numbers::pi_v<float>;
}

}  // namespace facelatch::similarity
