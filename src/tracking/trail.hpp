// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "similarity/embedding.hpp"
#include "vision/face.hpp"

namespace facelatch::tracking {

/// What the tracker remembers of one person: a fixed amount, however long the track. Externally
/// synchronised.
class Trail {
 public:
  Trail(int id, std::chrono::microseconds time, const vision::Box& box);

  [[nodiscard]] int id() const { return id_; }
  [[nodiscard]] std::chrono::microseconds seen() const { return places_.back().time; }
  [[nodiscard]] const vision::Box& box() const { return places_.back().box; }
  /// Where the box must be at `time` if the movement that was observed last goes on.
  [[nodiscard]] vision::Box expected(std::chrono::microseconds time) const;

  void move_to(std::chrono::microseconds time, const vision::Box& box);

  /// Adds an embedding of this person; better faces count more.
  void learn(std::chrono::microseconds time, const similarity::Embedding& embedding, float quality);
  /// Whether an embedding has been learnt.
  [[nodiscard]] bool is_known() const { return !sum_.empty(); }
  /// When one was learnt last.
  [[nodiscard]] std::chrono::microseconds checked() const { return checked_; }
  /// Cosine between what was learnt and `embedding`, -1..1; only of one that is known.
  [[nodiscard]] float likeness(const similarity::Embedding& embedding) const;

 private:
  struct Place {
    std::chrono::microseconds time;
    vision::Box box;
  };

  int id_;
  std::vector<Place> places_;  ///< the last few, the newest at the back
  std::vector<float> sum_;     ///< of unit vectors, weighted
  std::chrono::microseconds checked_{0};
};

}  // namespace facelatch::tracking
