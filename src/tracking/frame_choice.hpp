// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

#include "quality/face_quality.hpp"
#include "similarity/embedding.hpp"
#include "tracking/verdict.hpp"

namespace facelatch::tracking {

/// What the choice knows of one suitable candidate.
struct ChoiceCandidate {
  std::chrono::microseconds time{0};
  quality::FaceQuality quality;
};

/// How the frames of a track are chosen.
enum class ChoiceRule {
  best,  ///< choose(), with gates, outliers dropped and the rest weighted by quality
  even,  ///< choose_evenly(), whatever the faces look like, each as heavy: what best is held to
};

/// The `most` candidates, at most, that are good and differ: one after the other the one whose
/// quality, lessened by how near it is in time and pose to one that was taken, is highest (maximal
/// marginal relevance: Carbonell and Goldstein, SIGIR 1998). One verdict each, in the order of
/// `candidates`, which is that of time.
std::vector<Verdict> choose(std::span<const ChoiceCandidate> candidates, std::size_t most);

/// The `most` of `count` candidates, at most, that lie evenly among them. One verdict each.
std::vector<Verdict> choose_evenly(std::size_t count, std::size_t most);

/// Which of the embeddings of one track do not resemble the others: an occlusion, somebody else's
/// face for a moment. At least half always stay; of fewer than three none is ever one.
std::vector<bool> find_outliers(std::span<const similarity::Embedding> embeddings);

}  // namespace facelatch::tracking
