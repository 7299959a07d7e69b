// SPDX-License-Identifier: Apache-2.0
#include "tracking/frame_choice.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

namespace facelatch::tracking {
namespace {

/// A face below this part of the best quality of its track adds more noise than knowledge.
constexpr float kLeastShare = 0.4F;
/// What a candidate that shows nothing new is still worth.
constexpr float kOldNews = 0.25F;
/// Poses that differ by this are as different as need be.
constexpr float kOtherPoseDegrees = 20;
/// Frames that are further apart than this in a short track are as different as time can make them.
constexpr std::chrono::microseconds kLeastGap{500'000};
/// Median cosine to the others below which an embedding is an outlier: strangers are rarely above.
constexpr float kOutlierLikeness = 0.25F;

float pose_distance(const quality::HeadPose& a, const quality::HeadPose& b) {
  return std::hypot(a.yaw - b.yaw, a.pitch - b.pitch);
}

/// 0: the same moment and pose; 1: different enough.
float difference(const ChoiceCandidate& a, const ChoiceCandidate& b,
                 std::chrono::microseconds wanted_gap) {
  const float in_time = static_cast<float>(std::abs((a.time - b.time).count())) /
                        static_cast<float>(wanted_gap.count());
  return std::min(
      1.0F, std::max(in_time, pose_distance(a.quality.pose, b.quality.pose) / kOtherPoseDegrees));
}

float dot(const similarity::Embedding& a, const similarity::Embedding& b) {
  return std::inner_product(a.values.begin(), a.values.end(), b.values.begin(), 0.0F);
}

float median_likeness(std::span<const similarity::Embedding> embeddings, std::size_t one) {
  std::vector<float> likeness;
  for (std::size_t i = 0; i < embeddings.size(); ++i) {
    if (i != one) likeness.push_back(dot(embeddings[one], embeddings[i]));
  }
  const auto middle = likeness.begin() + static_cast<std::ptrdiff_t>(likeness.size() / 2);
  std::ranges::nth_element(likeness, middle);
  return *middle;
}

class Choice {
 public:
  Choice(std::span<const ChoiceCandidate> candidates, std::size_t most)
      : candidates_(candidates),
        verdicts_(candidates.size(), Verdict::suitable),
        novelty_(candidates.size(), 1.0F) {
    if (candidates.empty()) return;
    gap_ = std::max(kLeastGap, (candidates.back().time - candidates.front().time) /
                                   static_cast<std::int64_t>(std::max<std::size_t>(1, most)));
    refuse_the_worst();
    for (std::size_t count = 0; count < most; ++count) {
      const auto best = next();
      if (!best) break;
      take(*best);
    }
    std::ranges::replace(verdicts_, Verdict::suitable, Verdict::enough_others);
  }

  std::vector<Verdict> verdicts() && { return std::move(verdicts_); }

 private:
  void refuse_the_worst() {
    float best = 0;
    for (const auto& candidate : candidates_) best = std::max(best, candidate.quality.total);
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (candidates_[i].quality.total < kLeastShare * best) {
        verdicts_[i] = Verdict::far_below_best;
      }
    }
  }

  [[nodiscard]] float worth(std::size_t i) const {
    return candidates_[i].quality.total * (kOldNews + (1 - kOldNews) * novelty_[i]);
  }

  [[nodiscard]] std::optional<std::size_t> next() const {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (verdicts_[i] == Verdict::suitable && (!best || worth(i) > worth(*best))) best = i;
    }
    return best;
  }

  void take(std::size_t taken) {
    verdicts_[taken] = Verdict::chosen;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      novelty_[i] = std::min(novelty_[i], difference(candidates_[i], candidates_[taken], gap_));
    }
  }

  std::span<const ChoiceCandidate> candidates_;
  std::vector<Verdict> verdicts_;
  std::vector<float> novelty_;
  std::chrono::microseconds gap_{kLeastGap};
};

}  // namespace

std::vector<Verdict> choose(std::span<const ChoiceCandidate> candidates, std::size_t most) {
  return Choice(candidates, most).verdicts();
}

std::vector<Verdict> choose_evenly(std::size_t count, std::size_t most) {
  std::vector<Verdict> verdicts(count, Verdict::enough_others);
  const auto taken = std::min(count, most);
  // The middle of each of as many equal parts.
  for (std::size_t i = 0; i < taken; ++i) {
    verdicts[(2 * i + 1) * count / (2 * taken)] = Verdict::chosen;
  }
  return verdicts;
}

std::vector<bool> find_outliers(std::span<const similarity::Embedding> embeddings) {
  std::vector<bool> outliers(embeddings.size(), false);
  if (embeddings.size() < 3) return outliers;
  for (std::size_t i = 0; i < embeddings.size(); ++i) {
    outliers[i] = median_likeness(embeddings, i) < kOutlierLikeness;
  }
  // No majority to differ from: poor light or poses, not somebody else.
  if (static_cast<std::size_t>(std::ranges::count(outliers, true)) * 2 > embeddings.size()) {
    outliers.assign(embeddings.size(), false);
  }
  return outliers;
}

}  // namespace facelatch::tracking
