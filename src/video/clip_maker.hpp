// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "imaging/image.hpp"

// For tests only: films that we draw ourselves, so that each frame tells which one it is and which
// way up it should be.
namespace facelatch::video {

struct ClipPlan {
  std::string container = "mp4";  ///< FFmpeg's name of the writer
  std::string encoder = "libx264";
  imaging::Size size{320, 240};
  int frames = 30;
  int fps = 25;
  /// Time stamps in place of even ones; as many as frames.
  std::vector<std::chrono::milliseconds> times;
  std::optional<std::array<std::int32_t, 9>> display_matrix;
  int aspect_numerator = 1;  ///< of one pixel
  int aspect_denominator = 1;
  int key_frame_distance = 12;
  /// Draws each frame, of this size, by its number; without it the squares described below.
  std::function<imaging::Image(int)> draw;
  /// Options of the writer, for instance {"live", "1"}.
  std::vector<std::pair<std::string, std::string>> writer_options;
};

/// The film as the bytes of a file. Unless the plan draws, each frame has a red, a green, a blue
/// and a yellow quarter (clockwise from the upper left as stored) and in the middle eight black or
/// white squares, which are the frame's number in binary. Throws std::runtime_error where FFmpeg
/// refuses the plan.
base::Bytes make_clip(const ClipPlan& plan);

/// What the squares say in an upright decoded frame, at any size.
int number_in(const imaging::Image& image);

/// The name of the quarter's colour around (x, y), both 0..1: "red", "green", "blue", "yellow" or
/// "other".
std::string colour_at(const imaging::Image& image, double x, double y);

}  // namespace facelatch::video
