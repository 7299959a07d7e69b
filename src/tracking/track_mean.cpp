// SPDX-License-Identifier: Apache-2.0
#include "tracking/track_mean.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace facelatch::tracking {
namespace {

/// Even a face of quality 0 is better than no embedding at all.
constexpr float kLeastWeight = 0.01F;

void drop_outliers(Track& track) {
  std::vector<KeptCrop*> chosen;
  std::vector<similarity::Embedding> embeddings;
  for (auto& kept : track.crops) {
    if (!kept.embedding) continue;
    chosen.push_back(&kept);
    embeddings.push_back(*kept.embedding);
  }
  const auto outliers = find_outliers(embeddings);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (!outliers[i]) continue;
    track.observations[chosen[i]->observation].verdict = Verdict::unlike_the_others;
    chosen[i]->embedding.reset();
  }
}

}  // namespace

base::Result<void> settle_embeddings(Track& track, ChoiceRule rule) {
  if (rule == ChoiceRule::best) drop_outliers(track);
  track.mean.reset();
  std::vector<std::vector<float>> weighted;
  std::string model;
  for (const auto& kept : track.crops) {
    if (!kept.embedding) continue;
    model = kept.embedding->model;
    auto values = kept.embedding->values;
    const float quality = track.observations[kept.observation].quality.total;
    const float weight = rule == ChoiceRule::even ? 1.0F : std::max(quality, kLeastWeight);
    for (auto& value : values) value *= weight;
    weighted.push_back(std::move(values));
  }
  if (weighted.empty()) return {};
  auto mean = similarity::unit_sum(weighted);
  if (!mean) return std::unexpected(mean.error());
  track.mean = similarity::Embedding{.model = std::move(model), .values = *std::move(mean)};
  return {};
}

}  // namespace facelatch::tracking
