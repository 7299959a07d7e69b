// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "gallery/ids.hpp"

namespace facelatch::gallery {

/// Whether two results may belong to the same person.
enum class Distinct { templates, people };

/// A row whose cosine lies between `lower` and `upper`.
struct Candidate {
  TemplateId id;
  PersonIndex person;
  std::uint32_t segment;
  std::uint32_t row;
  float lower;
  float upper;
};

/// The threshold that all threads of one search share: the best that any of them knows.
/// Thread-safe.
class SharedThreshold {
 public:
  [[nodiscard]] float value() const { return value_.load(std::memory_order_relaxed); }
  void raise(float value);

 private:
  std::atomic<float> value_{-4.0F};  // Below every cosine.
};

/// Keeps the rows that may still be among the best `count`: those whose upper bound reaches the
/// count-th best lower bound of different templates (or people). Externally synchronised.
class Selection {
 public:
  Selection(std::size_t count, Distinct distinct, SharedThreshold& shared)
      : count_(count), distinct_(distinct), shared_(&shared) {}

  /// What a row's upper bound must reach to matter.
  [[nodiscard]] float threshold() const { return shared_->value(); }
  void offer(const Candidate& candidate);

  /// The rows that still matter after all threads have ended, best upper bound first.
  static std::vector<Candidate> merge(std::vector<Selection>& selections);

 private:
  struct Best {
    std::uint64_t key;
    float lower;
  };
  void note_lower(std::uint64_t key, float lower);

  std::size_t count_;
  Distinct distinct_;
  SharedThreshold* shared_;
  std::vector<Best> best_;  // At most count_, different keys, best first.
  std::vector<Candidate> candidates_;
  std::size_t prune_at_ = 1024;
};

}  // namespace facelatch::gallery
