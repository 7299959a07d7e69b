// SPDX-License-Identifier: Apache-2.0
#include "liveness/continuity.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "similarity/metric.hpp"

namespace facelatch::liveness {
namespace {

using std::chrono::microseconds;

/// A hand before the face, or a frame that the detector missed.
constexpr microseconds kLongestGap{600'000};
/// Between frames that are as far apart as two of ten a second, at most.
constexpr float kLeastOverlap = 0.25F;
/// A face is compared where its quality and its turn allow that.
constexpr float kReadable = 0.15F;
constexpr float kAhead = 20;  // degrees of yaw
/// Cosines to the mean of the track. models/calibration.toml: strangers reach the first in fewer
/// than 1 of 100 pairs, the second in 1 of 10; frames that follow each other resemble far more.
constexpr double kSamePerson = 0.30;
constexpr double kSamePersonTurned = 0.13;

bool is_ahead(const Sight& sight) {
  return sight.faces > 0 && sight.quality.total >= kReadable && std::abs(sight.pose.yaw) <= kAhead;
}

bool is_followed(const Sight& before, const Sight& after) {
  if (after.time - before.time > kLongestGap) return false;
  return vision::intersection_over_union(before.box, after.box) >= kLeastOverlap;
}

}  // namespace

std::optional<similarity::Embedding> identity_of(std::span<const Sight> sights) {
  std::vector<std::vector<float>> weighted;
  for (const auto& sight : sights) {
    if (!is_ahead(sight)) continue;
    auto values = sight.face.values;
    for (auto& value : values) value *= sight.quality.total;
    weighted.push_back(std::move(values));
  }
  if (weighted.size() < kLeastFrames) return std::nullopt;
  auto sum = similarity::unit_sum(weighted);
  if (!sum) return std::nullopt;
  const auto known = std::ranges::find_if(sights, is_ahead);
  return similarity::Embedding{.model = known->face.model, .values = *std::move(sum)};
}

Discontinuity check_continuity(std::span<const Sight> sights) {
  const auto crowded = std::ranges::count_if(sights, [](const Sight& s) { return s.faces > 1; });
  if (crowded >= 2) return Discontinuity::several_faces;
  std::vector<const Sight*> seen;
  for (const auto& sight : sights) {
    if (sight.faces > 0) seen.push_back(&sight);
  }
  const auto identity = identity_of(sights);
  if (seen.size() < kLeastFrames || !identity) return Discontinuity::no_face;
  for (std::size_t i = 1; i < seen.size(); ++i) {
    if (!is_followed(*seen[i - 1], *seen[i])) return Discontinuity::interrupted;
  }
  for (const auto* sight : seen) {
    if (sight->quality.total < kReadable) continue;
    const auto alike = similarity::cosine_similarity(sight->face, *identity);
    const double least = is_ahead(*sight) ? kSamePerson : kSamePersonTurned;
    if (!alike || static_cast<double>(*alike) < least) return Discontinuity::other_person;
  }
  return Discontinuity::none;
}

}  // namespace facelatch::liveness
