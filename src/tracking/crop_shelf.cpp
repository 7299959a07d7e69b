// SPDX-License-Identifier: Apache-2.0
#include "tracking/crop_shelf.hpp"

#include <utility>

namespace facelatch::tracking {
namespace {

bool is_better(const Candidate& a, const Candidate& b) {
  const auto rank = [](const Candidate& candidate) {
    return std::pair(candidate.verdict == Verdict::suitable, candidate.quality);
  };
  return rank(a) > rank(b);
}

}  // namespace

std::vector<std::size_t> CropShelf::add(Candidate candidate) {
  std::vector<std::size_t> losers;
  place(std::move(candidate), losers);
  while (best_.size() > room_) halve(losers);
  return losers;
}

void CropShelf::place(Candidate candidate, std::vector<std::size_t>& losers) {
  const auto number = candidate.time / stretch_;
  const auto found = best_.find(number);
  if (found == best_.end()) {
    best_.emplace(number, std::move(candidate));
  } else if (is_better(candidate, found->second)) {
    losers.push_back(found->second.observation);
    found->second = std::move(candidate);
  } else {
    losers.push_back(candidate.observation);
  }
}

void CropShelf::halve(std::vector<std::size_t>& losers) {
  stretch_ *= 2;
  for (auto& [number, candidate] : std::exchange(best_, {})) place(std::move(candidate), losers);
}

std::vector<Candidate> CropShelf::take() && {
  std::vector<Candidate> candidates;
  candidates.reserve(best_.size());
  for (auto& [number, candidate] : best_) candidates.push_back(std::move(candidate));
  best_.clear();
  return candidates;
}

}  // namespace facelatch::tracking
