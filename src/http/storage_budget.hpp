// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>

namespace facelatch::http {

/// How many bytes all bodies together may occupy in memory and on disk, so that many uploads at
/// once cannot exhaust the machine although each is within its own limit. Thread-safe.
class StorageBudget {
 public:
  enum class Place { memory, disk };

  StorageBudget(std::uint64_t memory_bytes, std::uint64_t disk_bytes)
      : limits_{memory_bytes, disk_bytes} {}

  /// False when the place has no room for `bytes` more.
  bool take(Place place, std::uint64_t bytes) {
    auto& used = used_[index(place)];
    if (used.fetch_add(bytes) + bytes <= limits_[index(place)]) return true;
    used.fetch_sub(bytes);
    return false;
  }
  void give_back(Place place, std::uint64_t bytes) { used_[index(place)].fetch_sub(bytes); }
  [[nodiscard]] std::uint64_t used(Place place) const { return used_[index(place)].load(); }

 private:
  static std::size_t index(Place place) { return static_cast<std::size_t>(place); }

  std::uint64_t limits_[2];
  std::atomic<std::uint64_t> used_[2] = {};
};

/// A share of the budget that goes back when the object goes. Move-only.
class Reservation {
 public:
  Reservation() = default;
  explicit Reservation(std::shared_ptr<StorageBudget> budget) : budget_(std::move(budget)) {}
  Reservation(const Reservation&) = delete;
  Reservation& operator=(const Reservation&) = delete;
  Reservation(Reservation&& other) noexcept { swap(other); }
  Reservation& operator=(Reservation&& other) noexcept {
    Reservation taken(std::move(other));
    swap(taken);
    return *this;
  }
  ~Reservation() {
    if (budget_) budget_->give_back(place_, bytes_);
  }

  /// Without a budget everything fits.
  bool grow(std::uint64_t bytes) {
    if (budget_ && !budget_->take(place_, bytes)) return false;
    bytes_ += bytes;
    return true;
  }
  /// Moves what is held from memory to disk.
  bool move_to_disk() {
    if (place_ == StorageBudget::Place::disk) return true;
    if (budget_ && !budget_->take(StorageBudget::Place::disk, bytes_)) return false;
    if (budget_) budget_->give_back(place_, bytes_);
    place_ = StorageBudget::Place::disk;
    return true;
  }

 private:
  void swap(Reservation& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(place_, other.place_);
    std::swap(bytes_, other.bytes_);
  }

  std::shared_ptr<StorageBudget> budget_;
  StorageBudget::Place place_ = StorageBudget::Place::memory;
  std::uint64_t bytes_ = 0;
};

}  // namespace facelatch::http
