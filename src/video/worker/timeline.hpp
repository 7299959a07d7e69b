// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>

namespace facelatch::video {

/// Whether time stamps may jump in the middle: streams that were cut together or broken off.
enum class Jumps { unexpected, expected };

/// Makes of the time stamps in a stream a time that starts at 0 and strictly increases. Stamps that
/// are missing continue at the nominal distance; where they run backwards by more than half a
/// second (or, with Jumps::expected, forwards by more than ten) a new count begins at that place.
/// Externally synchronised.
class Timeline {
 public:
  Timeline(std::chrono::microseconds nominal_distance, Jumps jumps)
      : distance_(nominal_distance), jumps_(jumps) {}

  std::chrono::microseconds place(std::optional<std::chrono::microseconds> stamp);

 private:
  std::chrono::microseconds distance_;
  Jumps jumps_;
  std::optional<std::chrono::microseconds> last_;
  std::chrono::microseconds offset_{0};  ///< what is added to a stamp
};

}  // namespace facelatch::video
