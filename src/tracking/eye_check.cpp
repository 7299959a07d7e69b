// SPDX-License-Identifier: Apache-2.0
#include "tracking/eye_check.hpp"

#include <algorithm>
#include <cmath>
#include <ranges>

#include "embedding/alignment.hpp"

namespace facelatch::tracking {
namespace {

/// Degrees that the head may be turned, by landmarks, and pixels that the face must have (see
/// docs/liveness.md: smaller ones show no eyelids).
constexpr float kMostTurned = 30;
constexpr float kLeastSize = 80;

/// Where eyes lie in an aligned crop.
constexpr vision::Landmarks kInCrop{embedding::kAlignedLandmarks};

}  // namespace

base::Result<void> EyeCheck::look_at(const Candidate& candidate, const Observation& seen) {
  const auto& pose = seen.quality.pose;
  const bool shows_eyes = seen.quality.size >= kLeastSize && std::abs(pose.yaw) <= kMostTurned &&
                          std::abs(pose.pitch) <= kMostTurned;
  if (!shows_eyes || openness_.contains(candidate.observation)) return {};
  const auto open = network_->openness(candidate.crop.view(), kInCrop, deadline_);
  if (!open) return std::unexpected(open.error());
  openness_.emplace(candidate.observation, *open);
  return {};
}

base::Result<std::vector<std::size_t>> EyeCheck::closed_among(
    std::span<const Candidate* const> candidates, const Track& track) {
  std::vector<std::size_t> closed;
  if (network_ == nullptr) return closed;
  for (const auto* candidate : candidates) {
    const auto done = look_at(*candidate, track.observations[candidate->observation]);
    if (!done) return std::unexpected(done.error());
  }
  const auto values = std::views::values(openness_);
  const float level = liveness::closed_level({values.begin(), values.end()});
  for (const auto* candidate : candidates) {
    const auto found = openness_.find(candidate->observation);
    if (found != openness_.end() && found->second <= level) closed.push_back(found->first);
  }
  return closed;
}

}  // namespace facelatch::tracking
