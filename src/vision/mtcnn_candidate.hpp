// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <span>
#include <vector>

#include "vision/face.hpp"

namespace facelatch::vision {

/// A face in the making, as it passes MTCNN's three networks; pixels of the picture.
struct Candidate {
  float left = 0;
  float top = 0;
  float right = 0;
  float bottom = 0;
  float score = 0;
  Landmarks landmarks;  ///< from the last network only

  [[nodiscard]] float width() const { return right - left; }
  [[nodiscard]] float height() const { return bottom - top; }
  bool operator==(const Candidate&) const = default;
};
using CandidateList = std::vector<Candidate>;

/// What an overlap is a share of.
enum class Overlap { of_union, of_smaller };

/// Sorts by falling score and drops all after the first `most`. Of equal scores the later comes
/// first, as in the package mtcnn: scores near 1 often are equal.
void keep_best(CandidateList& candidates, std::size_t most);

/// Drops each candidate that overlaps one with a better score by more than `most`, also where that
/// one is itself dropped: not the usual suppression, but the one of the package mtcnn 1.0.0.
/// `candidates` are sorted by falling score and stay so.
void drop_disputed(CandidateList& candidates, float most, Overlap overlap);

/// Grows the shorter side about the centre.
void make_square(Candidate& candidate);

/// Moves each edge (left, top, right, bottom) by its offset times the side; a side counts its last
/// pixel, as in the original Matlab code.
void move_edges(Candidate& candidate, const std::array<float, 4>& offsets);

}  // namespace facelatch::vision
