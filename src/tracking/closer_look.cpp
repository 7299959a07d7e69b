// SPDX-License-Identifier: Apache-2.0
#include "tracking/closer_look.hpp"

#include <algorithm>
#include <cmath>
#include <ranges>

#include "embedding/alignment.hpp"
#include "quality/mouth_cover.hpp"

namespace facelatch::tracking {
namespace {

/// Degrees that the head may be turned, by landmarks.
constexpr float kMostTurned = 30;
/// Pixels that a face must have for its eyes (docs/liveness.md: smaller ones show no eyelids), and
/// for its mouth.
constexpr float kLeastForEyes = 80;
constexpr float kLeastForMouth = 30;
/// Distances of colour (docs/video.md): above the first a mouth is covered, where the same person's
/// is seen below the second elsewhere.
constexpr float kCovered = 15;
constexpr float kOpenToView = 10;

/// Where eyes lie in an aligned crop.
constexpr vision::Landmarks kInCrop{embedding::kAlignedLandmarks};

}  // namespace

base::Result<void> CloserLook::look_at(const Candidate& candidate, const Observation& seen) {
  const auto& pose = seen.quality.pose;
  const imaging::Size aligned{embedding::kAlignedSide, embedding::kAlignedSide};
  // Some embedders take a crop of another kind.
  const bool is_aligned = candidate.crop.size() == aligned;
  const bool looks_ahead = std::abs(pose.yaw) <= kMostTurned && std::abs(pose.pitch) <= kMostTurned;
  if (!is_aligned || !looks_ahead || seen.quality.size < kLeastForMouth ||
      mouths_.contains(candidate.observation)) {
    return {};
  }
  mouths_.emplace(candidate.observation, quality::mouth_colour_distance(candidate.crop.view()));
  if (eyes_ == nullptr || seen.quality.size < kLeastForEyes) return {};
  const auto open = eyes_->openness(candidate.crop.view(), kInCrop, deadline_);
  if (!open) return std::unexpected(open.error());
  openness_.emplace(candidate.observation, *open);
  return {};
}

base::Result<std::vector<Objection>> CloserLook::at(std::span<const Candidate* const> candidates,
                                                    const Track& track) {
  for (const auto* candidate : candidates) {
    const auto done = look_at(*candidate, track.observations[candidate->observation]);
    if (!done) return std::unexpected(done.error());
  }
  const auto values = std::views::values(openness_);
  const float closed = liveness::closed_level({values.begin(), values.end()});
  const bool shows_mouth = std::ranges::any_of(
      std::views::values(mouths_), [](float distance) { return distance < kOpenToView; });
  std::vector<Objection> objections;
  for (const auto* candidate : candidates) {
    const auto eyes = openness_.find(candidate->observation);
    const auto mouth = mouths_.find(candidate->observation);
    if (eyes != openness_.end() && eyes->second <= closed) {
      objections.push_back({candidate->observation, Verdict::eyes_closed});
    } else if (mouth != mouths_.end() && shows_mouth && mouth->second > kCovered) {
      objections.push_back({candidate->observation, Verdict::mouth_covered});
    }
  }
  return objections;
}

}  // namespace facelatch::tracking
