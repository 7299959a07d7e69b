// SPDX-License-Identifier: Apache-2.0
#include "tracking/track_joins.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "tracking/track_mean.hpp"

namespace facelatch::tracking {
namespace {

/// Poor faces resemble each other more than their people do.
constexpr float kTrusted = 0.15F;

bool has_good_face(const Track& track) {
  return std::ranges::any_of(track.crops, [&](const KeptCrop& kept) {
    return kept.embedding && track.observations[kept.observation].quality.total >= kTrusted;
  });
}

float likeness(const Track& a, const Track& b) {
  if (!a.mean || !b.mean || !has_good_face(a) || !has_good_face(b)) return -1;
  const auto& values = a.mean->values;
  return std::inner_product(values.begin(), values.end(), b.mean->values.begin(), 0.0F);
}

/// Whoever is in one picture twice is two people.
bool share_a_frame(const Track& a, const Track& b) {
  auto left = a.observations.begin();
  auto right = b.observations.begin();
  while (left != a.observations.end() && right != b.observations.end()) {
    if (left->frame == right->frame) return true;
    left->frame < right->frame ? static_cast<void>(++left) : static_cast<void>(++right);
  }
  return false;
}

struct Pair {
  std::size_t first;
  std::size_t second;
};

std::optional<Pair> most_alike(const std::vector<Track>& tracks, float limit) {
  std::optional<Pair> best;
  float most = limit;
  for (std::size_t second = 1; second < tracks.size(); ++second) {
    for (std::size_t first = 0; first < second; ++first) {
      const float alike = likeness(tracks[first], tracks[second]);
      if (alike < most || share_a_frame(tracks[first], tracks[second])) continue;
      most = alike;
      best = Pair{first, second};
    }
  }
  return best;
}

/// Adds the observations and crops of `part`, which begins later, to `track`, in time order.
void merge_into(Track& track, Track part) {
  const auto count = track.observations.size();
  std::vector<Observation> all = std::move(track.observations);
  all.insert(all.end(), part.observations.begin(), part.observations.end());
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t index) { return all[index].frame; });
  std::vector<std::size_t> place(all.size());
  track.observations.clear();
  for (std::size_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    track.observations.push_back(all[order[i]]);
  }
  for (auto& kept : track.crops) kept.observation = place[kept.observation];
  for (auto& kept : part.crops) {
    kept.observation = place[count + kept.observation];
    track.crops.push_back(std::move(kept));
  }
  std::ranges::sort(track.crops, {}, &KeptCrop::observation);
  track.passive.insert(track.passive.end(), part.passive.begin(), part.passive.end());
}

/// Both had `most` of their own.
void choose_again(Track& track, ChoiceRule rule, std::size_t most) {
  std::vector<KeptCrop*> chosen;
  std::vector<ChoiceCandidate> known;
  for (auto& kept : track.crops) {
    if (!kept.embedding) continue;
    const auto& seen = track.observations[kept.observation];
    chosen.push_back(&kept);
    known.push_back({seen.time, seen.quality});
  }
  const auto verdicts =
      rule == ChoiceRule::even ? choose_evenly(known.size(), most) : choose(known, most);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (verdicts[i] == Verdict::chosen) continue;
    track.observations[chosen[i]->observation].verdict = verdicts[i];
    chosen[i]->embedding.reset();
  }
}

}  // namespace

base::Result<void> join_tracks(std::vector<Track>& tracks, float limit, ChoiceRule rule,
                               std::size_t most) {
  while (const auto pair = most_alike(tracks, limit)) {
    auto& track = tracks[pair->first];
    merge_into(track, std::move(tracks[pair->second]));
    tracks.erase(tracks.begin() + static_cast<std::ptrdiff_t>(pair->second));
    choose_again(track, rule, most);
    if (const auto done = settle_embeddings(track, rule); !done) return done;
  }
  return {};
}

}  // namespace facelatch::tracking
