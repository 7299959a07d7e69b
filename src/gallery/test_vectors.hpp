// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "gallery/quantise.hpp"

namespace facelatch::gallery {

/// Unit vectors for tests and benchmarks. Externally synchronised.
class VectorGenerator {
 public:
  explicit VectorGenerator(unsigned seed) : random_(seed) {}

  /// Any direction, each equally likely.
  std::vector<float> direction(std::size_t dimension) {
    std::vector<float> vector(dimension);
    for (auto& value : vector) value = normal_(random_);
    return to_unit(std::move(vector));
  }
  /// A direction whose cosine with `centre` is near `cosine`: another picture of the same person.
  std::vector<float> near(const std::vector<float>& centre, float cosine) {
    auto vector = direction(centre.size());
    const float weight = std::sqrt(1 - cosine * cosine);
    for (std::size_t d = 0; d < vector.size(); ++d) {
      vector[d] = cosine * centre[d] + weight * vector[d];
    }
    return to_unit(std::move(vector));
  }
  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
  }

  static std::vector<float> to_unit(std::vector<float> vector) {
    const auto length = static_cast<float>(std::sqrt(exact_dot(vector, vector)));
    for (auto& value : vector) value /= length;
    return vector;
  }

 private:
  std::mt19937 random_;
  std::normal_distribution<float> normal_;
};

}  // namespace facelatch::gallery
