// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstddef>

namespace facelatch::http {

/// One of a limited number of places, taken for as long as the object lives. Whoever comes when all
/// are taken gets one that does not exist.
class Place {
 public:
  /// `taken` counts the places, and outlives this one.
  Place(std::atomic<std::size_t>& taken, std::size_t limit)
      : taken_(taken), exists_(++taken <= limit) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  Place(Place&&) = delete;
  Place& operator=(Place&&) = delete;
  ~Place() { --taken_; }

  [[nodiscard]] bool exists() const { return exists_; }

 private:
  std::atomic<std::size_t>& taken_;
  bool exists_;
};

}  // namespace facelatch::http
