// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "imaging/resize.hpp"

namespace facelatch::video {

enum class Mirror { none, upside_down };

/// How a stored picture becomes upright: first the mirror (row 0 becomes the last), then the turn.
struct Orientation {
  Mirror mirror = Mirror::none;
  imaging::QuarterTurns turns = imaging::QuarterTurns::none;
  bool operator==(const Orientation&) const = default;
};

/// From a display matrix (ISO/IEC 14496-12, 6.2.2: nine numbers, 16.16 fixed point where it
/// matters here), to the nearest quarter turn; nothing to do for one that is all zero.
Orientation orientation_of(std::span<const std::int32_t, 9> matrix);

}  // namespace facelatch::video
