// SPDX-License-Identifier: Apache-2.0
#include "tracking/trail.hpp"

#include <algorithm>
#include <cmath>

namespace facelatch::tracking {
namespace {

using std::chrono::microseconds;

/// Movement is measured over this many observations, as OC-SORT does over three.
constexpr std::size_t kPlaces = 4;
/// Nobody keeps a movement for longer.
constexpr microseconds kInertia{500'000};
/// What was learnt long ago fades: a face that slowly changes (light, pose) stays itself.
constexpr float kFading = 0.9F;

float seconds(microseconds time) { return static_cast<float>(time.count()) / 1e6F; }

}  // namespace

Trail::Trail(int id, microseconds time, const vision::Box& box) : id_(id), places_{{time, box}} {}

vision::Box Trail::expected(microseconds time) const {
  const auto& first = places_.front();
  const auto& last = places_.back();
  auto box = last.box;
  if (last.time <= first.time) return box;
  const float share =
      seconds(std::min(time - last.time, kInertia)) / seconds(last.time - first.time);
  const auto from = first.box.centre();
  const auto to = last.box.centre();
  box.x += (to.x - from.x) * share;
  box.y += (to.y - from.y) * share;
  return box;
}

void Trail::move_to(microseconds time, const vision::Box& box) {
  // After a pause the old places say nothing of the movement now.
  if (time - seen() > kInertia) places_.clear();
  if (places_.size() == kPlaces) places_.erase(places_.begin());
  places_.push_back({time, box});
}

void Trail::learn(microseconds time, const similarity::Embedding& embedding, float quality) {
  checked_ = time;
  if (sum_.empty()) sum_.resize(embedding.values.size());
  for (std::size_t i = 0; i < std::min(sum_.size(), embedding.values.size()); ++i) {
    sum_[i] = sum_[i] * kFading + embedding.values[i] * quality;
  }
}

float Trail::likeness(const similarity::Embedding& embedding) const {
  float dot = 0;
  float squares = 0;
  for (std::size_t i = 0; i < std::min(sum_.size(), embedding.values.size()); ++i) {
    dot += sum_[i] * embedding.values[i];
    squares += sum_[i] * sum_[i];
  }
  return squares > 0 ? dot / std::sqrt(squares) : 0;
}

}  // namespace facelatch::tracking
