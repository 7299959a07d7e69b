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

using Units = std::pair<std::vector<float>, std::vector<float>>;

/// The directions of two vectors that may be compared.
Result<Units> units_of(const Embedding& a, const Embedding& b) {
  if (const auto comparable = check_comparable(a, b); !comparable) {
    return std::unexpected(comparable.error());
  }
  auto left = unit_vector(a.values);
  if (!left) return std::unexpected(left.error());
  auto right = unit_vector(b.values);
  if (!right) return std::unexpected(right.error());
  return Units{*std::move(left), *std::move(right)};
}

float cosine_of(const Units& units) {
  double sum = 0;
  for (std::size_t i = 0; i < units.first.size(); ++i) {
    sum += static_cast<double>(units.first[i]) * static_cast<double>(units.second[i]);
  }
  return static_cast<float>(std::clamp(sum, -1.0, 1.0));
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
  const auto units = units_of(a, b);
  if (!units) return std::unexpected(units.error());
  return cosine_of(*units);
}

Result<float> distance(const Embedding& a, const Embedding& b, Metric metric) {
  const auto units = units_of(a, b);  // Also where unused: it checks the vectors.
  if (!units) return std::unexpected(units.error());
  switch (metric) {
    case Metric::cosine:
      return 1.0F - cosine_of(*units);
    case Metric::euclidean:
      return static_cast<float>(difference_length(a.values, b.values));
    case Metric::euclidean_l2:
      // The chord of the angle; from the units themselves, since sqrt(2 - 2 cos) loses digits.
      return static_cast<float>(difference_length(units->first, units->second));
    case Metric::angular:
      break;
  }
  return std::acos(cosine_of(*units)) / std::numbers::pi_v<float>;
}

}  // namespace facelatch::similarity
