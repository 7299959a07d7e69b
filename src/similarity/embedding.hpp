// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace facelatch::similarity {

/// The largest vector that is taken from outside.
inline constexpr std::size_t kMaxEmbeddingValues = 16384;

/// What a network says of one aligned face: a vector of length 1. Comparable only with others of
/// the same model, whose id goes with it. A value.
struct Embedding {
  std::string model;  ///< id in the catalogue; empty where a caller's vector names none
  std::vector<float> values;
};

/// `values` scaled to length 1. Fails with invalid_argument where they are empty, more than
/// kMaxEmbeddingValues, not finite, or all zero: such a vector has no direction to compare.
base::Result<std::vector<float>> unit_vector(std::span<const float> values);

/// The direction of the sum of unit vectors of one size, e.g. of a crop and its mirror image.
base::Result<std::vector<float>> unit_sum(std::span<const std::vector<float>> vectors);

}  // namespace facelatch::similarity
