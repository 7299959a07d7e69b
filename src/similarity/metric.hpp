// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "similarity/embedding.hpp"

namespace facelatch::similarity {

/// DeepFace's four distances (its modules/verification.py): smaller is more alike.
enum class Metric {
  cosine,        ///< 1 - cos, 0..2
  euclidean,     ///< of the vectors as they are, 0 upwards
  euclidean_l2,  ///< of the unit vectors, 0..2
  angular,       ///< arccos(cos) / pi, 0..1; the cosine is clipped to -1..1 first
};
std::string_view name_of(Metric metric);
std::optional<Metric> metric_named(std::string_view name);

/// Cosine of the angle between two vectors, -1..1, 1 for the same direction. Fails with
/// invalid_argument where one has no direction (see unit_vector), the lengths differ, or both name
/// a model and not the same.
base::Result<float> cosine_similarity(const Embedding& a, const Embedding& b);

/// `metric` between two vectors, which need not have unit length; fails as cosine_similarity.
base::Result<float> distance(const Embedding& a, const Embedding& b, Metric metric);

}  // namespace facelatch::similarity
