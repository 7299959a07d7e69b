// SPDX-License-Identifier: Apache-2.0
#include "similarity/embedding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace facelatch::similarity {

using base::ErrorCode;
using base::failure;

base::Result<std::vector<float>> unit_vector(std::span<const float> values) {
  if (values.empty()) return failure(ErrorCode::invalid_argument, "An embedding is empty.");
  if (values.size() > kMaxEmbeddingValues) {
    return failure(ErrorCode::too_large,
                   fmt::format("An embedding has more than {} values.", kMaxEmbeddingValues));
  }
  if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) {
    return failure(ErrorCode::invalid_argument, "An embedding has a value that is not finite.");
  }
  // Squares of floats neither overflow nor vanish as doubles.
  double squares = 0;
  for (const float value : values) squares += static_cast<double>(value) * value;
  if (squares == 0) return failure(ErrorCode::invalid_argument, "An embedding is all zero.");
  const double scale = 1 / std::sqrt(squares);
  std::vector<float> unit(values.size());
  std::ranges::transform(values, unit.begin(), [scale](float value) {
    return static_cast<float>(static_cast<double>(value) * scale);
  });
  return unit;
}

base::Result<std::vector<float>> unit_sum(std::span<const std::vector<float>> vectors) {
  std::vector<float> sum;
  for (const auto& vector : vectors) {
    if (sum.empty()) sum.resize(vector.size());
    if (vector.size() != sum.size()) {
      return failure(ErrorCode::invalid_argument, "The embeddings differ in length.");
    }
    std::ranges::transform(sum, vector, sum.begin(), std::plus<>());
  }
  return unit_vector(sum);
}

}  // namespace facelatch::similarity
