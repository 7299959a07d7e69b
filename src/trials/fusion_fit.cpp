// SPDX-License-Identifier: Apache-2.0
#include "trials/fusion_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace facelatch::trials {
namespace {

constexpr int kSteps = 50;
constexpr double kRidge = 0.02;  // on the mean log-likelihood

constexpr std::size_t kFeatures = 3;  // with the constant one
using Vector = std::array<double, kFeatures>;
using Matrix = std::array<Vector, kFeatures>;

struct Example {
  Vector features;  ///< 1, then those of the fusion
  double label;
  double weight;
};

/// x with `matrix` x = `right`; the matrix is positive definite, so no pivoting is needed.
Vector solve(Matrix matrix, Vector right) {
  for (std::size_t i = 0; i < right.size(); ++i) {
    for (std::size_t row = i + 1; row < right.size(); ++row) {
      const double factor = matrix[row][i] / matrix[i][i];
      for (std::size_t column = i; column < right.size(); ++column) {
        matrix[row][column] -= factor * matrix[i][column];
      }
      right[row] -= factor * right[i];
    }
  }
  for (std::size_t i = right.size(); i-- > 0;) {
    for (std::size_t column = i + 1; column < right.size(); ++column) {
      right[i] -= matrix[i][column] * right[column];
    }
    right[i] /= matrix[i][i];
  }
  return right;
}

std::vector<Example> examples_of(std::span<const Shown> shown, std::array<int, 2> tracks) {
  std::vector<Example> examples;
  for (const auto& each : shown) {
    const bool is_live = each.presentation.is_live;
    const double weight = 0.5 / (tracks[is_live ? 1 : 0] * static_cast<double>(each.frames.size()));
    for (const auto& frame : each.frames) {
      const auto features = liveness::features_of(frame);
      examples.push_back({{1, features[0], features[1]}, is_live ? 1.0 : 0.0, weight});
    }
  }
  return examples;
}

/// `is_used` says which of the features may have a weight.
Vector fit(std::span<const Example> examples, const std::array<bool, 3>& is_used) {
  Vector weights{};
  for (int step = 0; step < kSteps; ++step) {
    Vector gradient{};
    Matrix hessian{};
    for (const auto& example : examples) {
      double sum = 0;
      for (std::size_t i = 0; i < kFeatures; ++i) sum += weights[i] * example.features[i];
      const double probability = 1 / (1 + std::exp(-sum));
      for (std::size_t i = 0; i < kFeatures; ++i) {
        gradient[i] += example.weight * (example.label - probability) * example.features[i];
        for (std::size_t j = 0; j < kFeatures; ++j) {
          hessian[i][j] += example.weight * probability * (1 - probability) * example.features[i] *
                           example.features[j];
        }
      }
    }
    for (std::size_t i = 0; i < kFeatures; ++i) {
      const double ridge = i == 0 ? 1e-9 : kRidge;
      gradient[i] -= ridge * weights[i];
      hessian[i][i] += ridge;
    }
    for (std::size_t i = 0; i < kFeatures; ++i) {
      if (is_used[i]) continue;
      gradient[i] = 0;
      for (std::size_t j = 0; j < kFeatures; ++j) hessian[i][j] = hessian[j][i] = 0;
      hessian[i][i] = 1;
    }
    const auto change = solve(hessian, gradient);
    for (std::size_t i = 0; i < kFeatures; ++i) weights[i] += change[i];
  }
  return weights;
}

}  // namespace

base::Result<liveness::Fusion> fit_fusion(std::span<const Shown> shown) {
  std::array<int, 2> tracks{};
  for (const auto& each : shown) {
    if (!each.frames.empty()) ++tracks[each.presentation.is_live ? 1 : 0];
  }
  if (tracks[0] == 0 || tracks[1] == 0) {
    return base::failure(base::ErrorCode::invalid_argument,
                         "To calibrate takes faces of living people and of attacks.");
  }
  const auto examples = examples_of(shown, tracks);
  std::array<bool, 3> is_used{true, true, true};
  auto weights = fit(examples, is_used);
  if (weights[1] < 0 || weights[2] < 0) {
    is_used = {true, weights[1] >= 0, weights[2] >= 0};
    weights = fit(examples, is_used);
  }
  return liveness::Fusion{.intercept = weights[0],
                          .weights = {weights[1], weights[2]},
                          .threshold = 0,
                          .data = {},
                          .live_tracks = tracks[1],
                          .attack_tracks = tracks[0]};
}

}  // namespace facelatch::trials
