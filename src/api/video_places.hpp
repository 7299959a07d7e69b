// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>

namespace facelatch::api {

/// How many videos are read at once while their clients wait, so that workers stay for pictures.
/// Thread-safe.
class VideoPlaces {
 public:
  explicit VideoPlaces(int count) : count_(count) {}

  /// One of the places, if there was a free one; given back by its destructor.
  class Place {
   public:
    explicit Place(VideoPlaces& places) : places_(places), number_(++places.taken_) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    Place(Place&&) = delete;
    Place& operator=(Place&&) = delete;
    ~Place() { --places_.taken_; }
    [[nodiscard]] bool is_there() const { return number_ <= places_.count_; }

   private:
    VideoPlaces& places_;
    int number_;
  };

 private:
  const int count_;
  std::atomic<int> taken_ = 0;
};

}  // namespace facelatch::api
