// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "imaging/image.hpp"
#include "vision/area_sampler.hpp"

namespace facelatch::vision {

/// P-Net looks through windows of this side, two pixels apart.
inline constexpr int kProposalWindow = 12;
inline constexpr int kProposalStride = 2;

/// One size at which P-Net sees the picture.
struct PyramidLevel {
  float scale = 1;  ///< level pixels per picture pixel
  imaging::Size size;
};

/// The levels at which faces of `min_face` pixels and more fill a window, largest first: each
/// `factor` times the one before, to the number of levels that the package mtcnn 1.0.0 takes.
[[nodiscard]] std::vector<PyramidLevel> pyramid_levels(imaging::Size picture, float min_face,
                                                       float factor);

/// Windows that P-Net's output has in one direction for `side` pixels. Of an odd side the last
/// window is cut: it sees 11 pixels, because the pooling rounds up.
[[nodiscard]] int window_count(int side);

/// A part of a level on a sheet. Its windows are its own: no two pieces share one.
struct PyramidPiece {
  std::size_t level = 0;
  PixelRect source;  ///< pixels of the level; x and y even
  int x = 0;         ///< of the upper left corner on the sheet, even
  int y = 0;
};

/// A picture on which pieces of levels lie side by side.
struct PyramidSheet {
  imaging::Size size;
  std::vector<PyramidPiece> pieces;
};

/// Packs the levels onto sheets of few different sizes. P-Net has no padding, so a window sees
/// nothing beyond itself and gives the same on a sheet as on its level; but running ten levels of
/// ever new sizes would cost more in preparing the graph than in arithmetic. Windows that are cut
/// by an odd edge lie on narrow sheets of their own, at whose edge they are cut alike.
[[nodiscard]] std::vector<PyramidSheet> lay_out(std::span<const PyramidLevel> levels);

}  // namespace facelatch::vision
