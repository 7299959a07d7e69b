// SPDX-License-Identifier: Apache-2.0
#include "video/worker/orientation.hpp"

#include <cmath>
#include <numbers>

namespace facelatch::video {

Orientation orientation_of(std::span<const std::int32_t, 9> matrix) {
  // x' = a x + c y, y' = b x + d y with y down: (a, b) is where the stored row points on display.
  const double a = matrix[0];
  const double b = matrix[1];
  const double c = matrix[3];
  const double d = matrix[4];
  if (a == 0 && b == 0) return {};
  const double quarter_turns = std::atan2(b, a) / (std::numbers::pi / 2);
  // A mirrored matrix is a turn after an upside-down flip, which leaves (a, b) as it is.
  const Mirror mirror = a * d - b * c < 0 ? Mirror::upside_down : Mirror::none;
  const auto turns = static_cast<int>(std::lround(quarter_turns) + 4) % 4;
  return {mirror, static_cast<imaging::QuarterTurns>(turns)};
}

}  // namespace facelatch::video
