// SPDX-License-Identifier: Apache-2.0
#include "vision/mtcnn_candidate.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "vision/ranking.hpp"

namespace facelatch::vision {
namespace {

bool overlap_by_more(const Candidate& a, const Candidate& b, float most, Overlap overlap) {
  const float width = std::min(a.right, b.right) - std::max(a.left, b.left);
  const float height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
  if (!(width > 0 && height > 0)) return false;
  const float shared = width * height;
  const float area_a = a.width() * a.height();
  const float area_b = b.width() * b.height();
  const float whole =
      overlap == Overlap::of_union ? area_a + area_b - shared : std::min(area_a, area_b);
  return shared > most * whole;
}

}  // namespace

void keep_best(CandidateList& candidates, std::size_t most) {
  rank(candidates, most, Ties::later_first);
}

void drop_disputed(CandidateList& candidates, float most, Overlap overlap) {
  CandidateList kept;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto better = std::span(candidates).first(i);
    const bool is_disputed = std::ranges::any_of(better, [&](const Candidate& other) {
      return overlap_by_more(candidates[i], other, most, overlap);
    });
    if (!is_disputed) kept.push_back(candidates[i]);
  }
  candidates = std::move(kept);
}

void make_square(Candidate& candidate) {
  const float side = std::max(candidate.width(), candidate.height());
  candidate.left += (candidate.width() - side) / 2;
  candidate.top += (candidate.height() - side) / 2;
  candidate.right = candidate.left + side;
  candidate.bottom = candidate.top + side;
}

void move_edges(Candidate& candidate, const std::array<float, 4>& offsets) {
  const float width = candidate.width() + 1;
  const float height = candidate.height() + 1;
  candidate.left += offsets[0] * width;
  candidate.top += offsets[1] * height;
  candidate.right += offsets[2] * width;
  candidate.bottom += offsets[3] * height;
}

}  // namespace facelatch::vision
