// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "base/result.hpp"
#include "tracking/frame_choice.hpp"
#include "tracking/track.hpp"

namespace facelatch::tracking {

/// Drops those of the chosen frames' embeddings that differ from the others and makes the track's
/// mean of the rest, weighted by quality; with ChoiceRule::even of all, each as heavy. Every chosen
/// frame has its embedding. Fails with internal where they cancel each other out.
base::Result<void> settle_embeddings(Track& track, ChoiceRule rule);

}  // namespace facelatch::tracking
