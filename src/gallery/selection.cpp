// SPDX-License-Identifier: Apache-2.0
#include "gallery/selection.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

namespace facelatch::gallery {

void SharedThreshold::raise(float value) {
  float known = value_.load(std::memory_order_relaxed);
  while (known < value && !value_.compare_exchange_weak(known, value, std::memory_order_relaxed)) {
  }
}

void Selection::offer(const Candidate& candidate) {
  if (candidate.upper < threshold()) return;
  note_lower(distinct_ == Distinct::people ? std::to_underlying(candidate.person)
                                           : std::to_underlying(candidate.id),
             candidate.lower);
  candidates_.push_back(candidate);
  if (candidates_.size() < prune_at_) return;
  // Early rows were let in by a low threshold; without this, a large gallery would gather them.
  std::erase_if(candidates_, [&](const Candidate& c) { return c.upper < threshold(); });
  prune_at_ = std::max<std::size_t>(1024, candidates_.size() * 2);
}

void Selection::note_lower(std::uint64_t key, float lower) {
  if (best_.size() == count_ && lower <= best_.back().lower) return;
  const auto same = std::ranges::find(best_, key, &Best::key);
  if (same != best_.end()) {
    if (lower <= same->lower) return;
    best_.erase(same);
  } else if (best_.size() == count_) {
    best_.pop_back();
  }
  const auto place = std::ranges::lower_bound(best_, lower, std::greater<>(), &Best::lower);
  best_.insert(place, {key, lower});
  if (best_.size() == count_) shared_->raise(best_.back().lower);
}

std::vector<Candidate> Selection::merge(std::vector<Selection>& selections) {
  auto& all = selections.front();
  for (auto& other : std::span(selections).subspan(1)) {
    for (const auto& best : other.best_) all.note_lower(best.key, best.lower);
    std::ranges::move(other.candidates_, std::back_inserter(all.candidates_));
  }
  std::erase_if(all.candidates_, [&](const Candidate& c) { return c.upper < all.threshold(); });
  std::ranges::sort(all.candidates_, std::greater<>(), &Candidate::upper);
  return std::move(all.candidates_);
}

}  // namespace facelatch::gallery
