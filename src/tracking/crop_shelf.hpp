// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "imaging/image.hpp"
#include "similarity/embedding.hpp"
#include "tracking/verdict.hpp"

namespace facelatch::tracking {

/// A crop that may still be chosen.
struct Candidate {
  std::size_t observation = 0;  ///< index in its track
  std::chrono::microseconds time{0};
  Verdict verdict = Verdict::suitable;
  float quality = 0;  ///< FaceQuality::total
  imaging::Image crop;
  std::optional<similarity::Embedding> embedding;  ///< where the tracker has made one already
};

/// Keeps the best candidate of each stretch of time. When there are more stretches than room, each
/// two neighbours become one, so that what is kept covers the whole track, however long, within a
/// fixed amount of memory. Externally synchronised.
class CropShelf {
 public:
  /// `room` at least 2; `stretch` above 0.
  CropShelf(std::size_t room, std::chrono::microseconds stretch) : room_(room), stretch_(stretch) {}

  /// Returns the observation that lost its place or did not get one, if any.
  std::vector<std::size_t> add(Candidate candidate);

  /// In time order.
  [[nodiscard]] std::vector<Candidate> take() &&;

 private:
  void place(Candidate candidate, std::vector<std::size_t>& losers);
  void halve(std::vector<std::size_t>& losers);

  std::size_t room_;
  std::chrono::microseconds stretch_;
  std::map<std::int64_t, Candidate> best_;  ///< by the number of the stretch
};

}  // namespace facelatch::tracking
