// SPDX-License-Identifier: Apache-2.0
#include "tracking/track_builder.hpp"

#include <algorithm>

#include "tracking/frame_choice.hpp"

namespace facelatch::tracking {
namespace {

using base::Result;
using std::chrono::microseconds;

/// Candidates for each that is chosen, so that poses have a choice.
constexpr std::size_t kRoomPerChosen = 3;
constexpr microseconds kFirstStretch{200'000};

}  // namespace

TrackBuilder::TrackBuilder(int id, const TrackingOptions& options)
    : choice_(options.choice), shelf_(kRoomPerChosen * options.most_chosen, kFirstStretch) {
  track_.id = id;
}

void TrackBuilder::add(Observation seen, imaging::Image crop) {
  const bool is_even = choice_ == ChoiceRule::even;
  if (is_even) seen.verdict = Verdict::suitable;
  const auto index = track_.observations.size();
  track_.observations.push_back(seen);
  const auto losers = shelf_.add({.observation = index,
                                  .time = seen.time,
                                  .verdict = seen.verdict,
                                  // Among equals the first of each stretch stays.
                                  .quality = is_even ? 0 : seen.quality.total,
                                  .crop = std::move(crop)});
  for (const auto loser : losers) {
    // A reason of its own says more than that another one was better.
    auto& verdict = track_.observations[loser].verdict;
    if (verdict == Verdict::suitable) verdict = Verdict::better_one_near;
  }
}

Result<Track> TrackBuilder::finish(const embedding::FaceEmbedder& embedder,
                                   const TrackingOptions& options, base::Deadline deadline) && {
  auto candidates = std::move(shelf_).take();
  choose_among(candidates, options);
  for (auto& candidate : candidates) {
    track_.crops.push_back(
        {.observation = candidate.observation, .crop = std::move(candidate.crop), .embedding = {}});
  }
  if (const auto done = embed_chosen(embedder, options, deadline); !done) {
    return std::unexpected(done.error());
  }
  return std::move(track_);
}

void TrackBuilder::choose_among(std::vector<Candidate>& candidates,
                                const TrackingOptions& options) {
  std::vector<std::size_t> suitable;
  std::vector<ChoiceCandidate> offered;
  for (const auto& candidate : candidates) {
    const auto& seen = track_.observations[candidate.observation];
    if (seen.verdict != Verdict::suitable) continue;
    suitable.push_back(candidate.observation);
    offered.push_back({seen.time, seen.quality});
  }
  const auto verdicts = options.choice == ChoiceRule::even
                            ? choose_evenly(offered.size(), options.most_chosen)
                            : choose(offered, options.most_chosen);
  for (std::size_t i = 0; i < suitable.size(); ++i) {
    track_.observations[suitable[i]].verdict = verdicts[i];
  }
}

Result<void> TrackBuilder::embed_chosen(const embedding::FaceEmbedder& embedder,
                                        const TrackingOptions& options, base::Deadline deadline) {
  std::vector<std::size_t> chosen;
  std::vector<imaging::Image> crops;
  for (std::size_t i = 0; i < track_.crops.size(); ++i) {
    auto& kept = track_.crops[i];
    if (track_.observations[kept.observation].verdict != Verdict::chosen) continue;
    chosen.push_back(i);
    crops.push_back(std::move(kept.crop));  // Lent: the embedder wants them side by side.
  }
  if (chosen.empty()) return {};
  auto embeddings = embedder.embed(crops, options.mirror, deadline);
  if (!embeddings) return std::unexpected(embeddings.error());
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    track_.crops[chosen[i]].crop = std::move(crops[i]);
  }
  const auto outliers = choice_ == ChoiceRule::even ? std::vector<bool>(embeddings->size())
                                                    : find_outliers(*embeddings);
  return settle(*std::move(embeddings), chosen, outliers);
}

Result<void> TrackBuilder::settle(std::vector<similarity::Embedding> embeddings,
                                  const std::vector<std::size_t>& chosen,
                                  const std::vector<bool>& outliers) {
  std::vector<std::vector<float>> weighted;
  const auto model = embeddings.front().model;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    auto& kept = track_.crops[chosen[i]];
    auto& seen = track_.observations[kept.observation];
    if (outliers[i]) {
      seen.verdict = Verdict::unlike_the_others;
      continue;
    }
    auto values = embeddings[i].values;
    // Even a face of quality 0 is better than no embedding at all.
    const float weight = choice_ == ChoiceRule::even ? 1.0F : std::max(seen.quality.total, 0.01F);
    for (auto& value : values) value *= weight;
    weighted.push_back(std::move(values));
    kept.embedding = std::move(embeddings[i]);
  }
  auto mean = similarity::unit_sum(weighted);
  if (!mean) return std::unexpected(mean.error());
  track_.mean = similarity::Embedding{.model = model, .values = *std::move(mean)};
  return {};
}

}  // namespace facelatch::tracking
