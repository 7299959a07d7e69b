// SPDX-License-Identifier: Apache-2.0
#include "evaluation/detection_score.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace facelatch::evaluation {
namespace {

constexpr float kMinOverlap = 0.5F;
constexpr std::array kBucketStarts{0.0F, 12.0F, 20.0F, 32.0F, 50.0F, 100.0F, 200.0F};

struct Detection {
  std::size_t picture;
  const vision::Face* face;
};

enum class Outcome { right, wrong, ignored };

std::vector<Detection> by_falling_score(std::span<const PictureDetections> pictures) {
  std::vector<Detection> all;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    for (const auto& face : pictures[i].found) all.push_back({i, &face});
  }
  std::ranges::stable_sort(all, std::ranges::greater(),
                           [](const Detection& detection) { return detection.face->score; });
  return all;
}

/// The free box that overlaps most; one that counts goes before one that does not.
std::optional<std::size_t> match(const PictureDetections& picture, const std::vector<char>& taken,
                                 const vision::Box& box, float min_height) {
  std::optional<std::size_t> best;
  float best_rank = 0;
  for (std::size_t i = 0; i < picture.truth.size(); ++i) {
    const float overlap = vision::intersection_over_union(picture.truth[i], box);
    if (taken[i] != 0 || overlap < kMinOverlap) continue;
    const float rank = overlap + (picture.truth[i].height >= min_height ? 1.0F : 0.0F);
    if (rank > best_rank) {
      best = i;
      best_rank = rank;
    }
  }
  return best;
}

double area_below(const std::vector<Outcome>& outcomes, std::size_t truth) {
  std::vector<double> precisions;  // at each detection that is right
  std::size_t counted = 0;
  for (const auto outcome : outcomes) {
    if (outcome == Outcome::ignored) continue;
    ++counted;
    if (outcome == Outcome::wrong) continue;
    precisions.push_back(static_cast<double>(precisions.size() + 1) / static_cast<double>(counted));
  }
  double sum = 0;
  double best = 0;  // precision is made falling: what a higher recall still reaches
  for (auto i = precisions.rbegin(); i != precisions.rend(); ++i) {
    best = std::max(best, *i);
    sum += best;
  }
  return truth == 0 ? 0 : sum / static_cast<double>(truth);
}

std::vector<HeightRecall> empty_buckets() {
  std::vector<HeightRecall> buckets;
  for (const float start : kBucketStarts) {
    if (!buckets.empty()) buckets.back().highest = start;
    buckets.push_back({.lowest = start});
  }
  return buckets;
}

}  // namespace

DetectionScore score_detections(std::span<const PictureDetections> pictures, float min_height) {
  DetectionScore score{.recall_by_height = empty_buckets()};
  std::vector<std::vector<char>> taken;
  for (const auto& picture : pictures) taken.emplace_back(picture.truth.size(), 0);
  std::vector<Outcome> outcomes;
  for (const auto& [index, face] : by_falling_score(pictures)) {
    const auto& picture = pictures[index];
    const auto hit = match(picture, taken[index], face->box, min_height);
    if (hit) taken[index][*hit] = 1;
    const float height = hit ? picture.truth[*hit].height : face->box.height;
    const bool ignored = height < min_height;
    outcomes.push_back(ignored ? Outcome::ignored : hit ? Outcome::right : Outcome::wrong);
  }
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    for (std::size_t j = 0; j < taken[i].size(); ++j) {
      const float height = pictures[i].truth[j].height;
      if (height >= min_height) ++score.truth;
      for (auto& bucket : score.recall_by_height) {
        if (height < bucket.lowest || height >= bucket.highest) continue;
        ++bucket.truth;
        bucket.found += taken[i][j] != 0 ? 1U : 0U;
      }
    }
  }
  score.average_precision = area_below(outcomes, score.truth);
  score.false_detections = static_cast<std::size_t>(std::ranges::count(outcomes, Outcome::wrong));
  score.detections =
      outcomes.size() - static_cast<std::size_t>(std::ranges::count(outcomes, Outcome::ignored));
  return score;
}

}  // namespace facelatch::evaluation
