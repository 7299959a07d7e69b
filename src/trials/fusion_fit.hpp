// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>

#include "base/result.hpp"
#include "liveness/fusion.hpp"
#include "trials/presentations.hpp"

namespace facelatch::trials {

/// A logistic regression on the presentations' frames: each presentation counts alike whatever its
/// length, both classes alike whatever their number, with a small ridge against weights that a few
/// presentations cannot justify; weights below 0 are set to 0. Newton's method; deterministic.
/// Fails with invalid_argument where a class is missing.
base::Result<liveness::Fusion> fit_fusion(std::span<const Shown> shown);

}  // namespace facelatch::trials
