// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "imaging/image.hpp"

namespace facelatch::vision {

/// A rectangle of the pixels of a picture: all coordinates at least 0.
struct PixelRect {
  int x = 0;
  int y = 0;
  imaging::Size size;
};

/// A smaller copy of a picture whose pixels are the exact averages of the areas that they cover,
/// never rounded to 8 bits (TensorFlow's ResizeMethod.AREA, which the package mtcnn uses), made in
/// pieces. Borrows the picture. Immutable.
class AreaSampler {
 public:
  /// Both sides of `target` at least 1; `picture` not empty.
  AreaSampler(imaging::ImageView picture, imaging::Size target);

  /// Writes the averages under the target's pixels `piece`, as (average - 127.5) / 128, to `x`, `y`
  /// of the three planes (red, green, blue) of `canvas`. The piece lies within the target.
  void write(const PixelRect& piece, int x, int y, imaging::Size canvas,
             std::span<float> planes) const;

 private:
  /// The source pixels under one target pixel: the outer two count in part.
  struct Run {
    std::size_t first;
    std::size_t count;
    float first_weight;
    float last_weight;

    [[nodiscard]] float weight(std::size_t i) const {
      if (i == 0) return first_weight;
      return i + 1 == count ? last_weight : 1.0F;
    }
  };
  static std::vector<Run> runs(int source, int target);
  /// The sums of the source rows under target row `y`, for the columns from `first` on.
  void sum_rows(std::size_t y, std::size_t first, std::span<float> sums) const;

  imaging::ImageView picture_;
  std::vector<Run> columns_;
  std::vector<Run> rows_;
  float area_;  ///< source pixels under one target pixel
};

}  // namespace facelatch::vision
