// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>

#include "evaluation/verification.hpp"

namespace facelatch::evaluation {

/// The threshold with the fewest errors to be expected: each similarity stands for a normal kernel,
/// as wide as Silverman's rule of thumb says for its class ("Density Estimation", 1986, eq. 3.31).
/// The plain count of errors has its minimum in chance gaps between single pairs, far from one part
/// of the pairs to the next. Pairs without a face and order play no part. 0 where a class is empty.
[[nodiscard]] double fit_threshold(std::span<const ScoredPair> pairs);

}  // namespace facelatch::evaluation
