// SPDX-License-Identifier: Apache-2.0
#include "tracking/track_builder.hpp"

#include <algorithm>
#include <utility>

#include "tracking/closer_look.hpp"
#include "tracking/frame_choice.hpp"
#include "tracking/track_mean.hpp"

namespace facelatch::tracking {
namespace {

using base::Result;
using std::chrono::microseconds;

/// Candidates for each that is chosen, so that poses have a choice.
constexpr std::size_t kRoomPerChosen = 3;
constexpr microseconds kFirstStretch{200'000};

/// What the choice may take.
struct Offer {
  std::vector<Candidate*> candidates;
  std::vector<ChoiceCandidate> known;
};

Offer suitable_ones(std::vector<Candidate>& candidates, const Track& track) {
  Offer offer;
  for (auto& candidate : candidates) {
    const auto& seen = track.observations[candidate.observation];
    if (seen.verdict != Verdict::suitable) continue;
    offer.candidates.push_back(&candidate);
    offer.known.push_back({seen.time, seen.quality});
  }
  return offer;
}

}  // namespace

TrackBuilder::TrackBuilder(int id, const TrackingOptions& options)
    : choice_(options.choice), shelf_(kRoomPerChosen * options.most_chosen, kFirstStretch) {
  track_.id = id;
}

void TrackBuilder::add(Observation seen, pipeline::AnalysedFace face) {
  const bool is_even = choice_ == ChoiceRule::even;
  if (is_even) seen.verdict = Verdict::suitable;
  const auto index = track_.observations.size();
  track_.observations.push_back(seen);
  Candidate candidate{.observation = index,
                      .time = seen.time,
                      .verdict = seen.verdict,
                      // Among equals the first of each stretch stays.
                      .quality = is_even ? 0 : seen.quality.total,
                      .crop = std::move(face.crop),
                      .embedding = {}};
  if (!face.embedding.values.empty()) candidate.embedding = std::move(face.embedding);
  for (const auto loser : shelf_.add(std::move(candidate))) {
    // A reason of its own says more than that another one was better.
    auto& verdict = track_.observations[loser].verdict;
    if (verdict == Verdict::suitable) verdict = Verdict::better_one_near;
  }
}

Result<Track> TrackBuilder::finish(const embedding::FaceEmbedder& embedder,
                                   const TrackingOptions& options, base::Deadline deadline) && {
  auto candidates = std::move(shelf_).take();
  if (const auto done = choose_among(candidates, options, deadline); !done) {
    return std::unexpected(done.error());
  }
  for (auto& candidate : candidates) {
    const bool is_chosen = track_.observations[candidate.observation].verdict == Verdict::chosen;
    // The tracker's own are not summed with those of mirrored faces.
    const bool is_known = is_chosen && options.mirror == embedding::Mirror::off;
    track_.crops.push_back({.observation = candidate.observation,
                            .crop = std::move(candidate.crop),
                            .embedding = is_known ? std::move(candidate.embedding) : std::nullopt});
  }
  if (const auto done = embed_chosen(embedder, options, deadline); !done) {
    return std::unexpected(done.error());
  }
  if (const auto done = settle_embeddings(track_, choice_); !done) {
    return std::unexpected(done.error());
  }
  return std::move(track_);
}

Result<void> TrackBuilder::choose_among(std::vector<Candidate>& candidates,
                                        const TrackingOptions& options, base::Deadline deadline) {
  CloserLook closer_look(options.eyes, deadline);
  while (true) {
    const auto offer = suitable_ones(candidates, track_);
    const auto verdicts = choice_ == ChoiceRule::even
                              ? choose_evenly(offer.known.size(), options.most_chosen)
                              : choose(offer.known, options.most_chosen);
    std::vector<const Candidate*> taken;
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      if (verdicts[i] == Verdict::chosen) taken.push_back(offer.candidates[i]);
    }
    if (choice_ == ChoiceRule::best) {
      const auto objections = closer_look.at(taken, track_);
      if (!objections) return std::unexpected(objections.error());
      for (const auto& [observation, verdict] : *objections) {
        track_.observations[observation].verdict = verdict;
      }
      if (!objections->empty()) continue;  // There may be others in their place.
    }
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      track_.observations[offer.candidates[i]->observation].verdict = verdicts[i];
    }
    return {};
  }
}

Result<void> TrackBuilder::embed_chosen(const embedding::FaceEmbedder& embedder,
                                        const TrackingOptions& options, base::Deadline deadline) {
  std::vector<KeptCrop*> unknown;
  std::vector<imaging::Image> crops;
  for (auto& kept : track_.crops) {
    const auto verdict = track_.observations[kept.observation].verdict;
    if (verdict != Verdict::chosen || kept.embedding) continue;
    unknown.push_back(&kept);
    crops.push_back(std::move(kept.crop));  // Lent: the embedder wants them side by side.
  }
  if (unknown.empty()) return {};
  auto embeddings = embedder.embed(crops, options.mirror, deadline);
  if (!embeddings) return std::unexpected(embeddings.error());
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    unknown[i]->crop = std::move(crops[i]);
    unknown[i]->embedding = std::move((*embeddings)[i]);
  }
  return {};
}

}  // namespace facelatch::tracking
