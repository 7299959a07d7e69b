// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "similarity/calibration.hpp"

namespace facelatch::evaluation {

/// What a picture without a found face scores with every other: always a non-match.
inline constexpr double kUndetectedSimilarity = -1;

struct ScoredPair {
  double similarity = 0;  ///< cosine, -1..1; kUndetectedSimilarity where a face was missed
  bool same = false;
  int fold = 0;
  bool undetected = false;
  int group = -1;  ///< which of PairList::groups; -1: none
};

struct Interval {
  double low = 0;
  double high = 0;
};
/// The 95 % interval of a share of `count` out of `total` > 0: Wilson, "Probable inference, the law
/// of succession, and statistical inference", 1927.
Interval wilson_interval(std::uint64_t count, std::uint64_t total);

/// Genuine and impostor similarities, each sorted upwards.
struct Scores {
  std::vector<double> genuine;
  std::vector<double> impostor;
};
Scores sorted_scores(std::span<const ScoredPair> pairs);

struct TarAtFar {
  double tar = 0;
  double low = 0;  ///< 95 % interval of tar
  double high = 0;
  double threshold = 0;  ///< accept where similarity >= threshold
  double far_high = 0;   ///< upper end of the 95 % interval of the false-accept rate
};
/// The lowest threshold, a multiple of 1e-6, that accepts at most a share `far` of the impostors.
/// Nothing where `far` stands for less than `min_accepts` impostors: too few to tell. With 0, a
/// threshold above every impostor may be the answer, and `far_high` says how little that proves.
std::optional<TarAtFar> tar_at_far(const Scores& scores, double far, std::uint64_t min_accepts);

/// The rates of all pairs at one threshold.
struct RocPoint {
  double far = 0;
  double tar = 0;
};
/// From (0, 0) to (1, 1), one point per distinct similarity.
std::vector<RocPoint> roc_of(const Scores& scores);
/// Where false accepts and false rejects are equally frequent, between the points linearly.
double equal_error_rate(std::span<const RocPoint> roc);

struct FarResult {
  double far = 0;
  TarAtFar result;
};

struct Verification {
  double accuracy = 0;      ///< mean over the folds, threshold fitted on the other folds
  double accuracy_std = 0;  ///< over the folds, of the population
  double eer = 0;
  double threshold = 0;  ///< fitted on all pairs (threshold_fit.hpp)
  std::vector<FarResult> tar_at_far;
  std::vector<RocPoint> roc;
  std::size_t pairs = 0;
  std::size_t undetected = 0;
};

/// The protocol of LFW (Huang et al., 2007) over `folds` folds; at 0 the pairs are dealt into ten
/// in turn, each kind on its own. Fails with invalid_argument where there are fewer than two pairs
/// of either kind or a fold is out of range. Deterministic.
base::Result<Verification> verify(std::vector<ScoredPair> pairs, int folds);

/// Operating points at false-accept rates 1e-1 to 1e-6, as far as ten accepted impostors stand
/// behind each. Detector, model and data are left for the caller.
similarity::Calibration calibrate(const Scores& scores);

}  // namespace facelatch::evaluation
