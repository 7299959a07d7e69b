// SPDX-License-Identifier: Apache-2.0
#include "vision/mtcnn_pyramid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <tuple>

namespace facelatch::vision {
namespace {

/// The sides of the sheets that are tried; their heights are multiples of kHeightStep.
constexpr std::array<int, 3> kSheetSides{256, 384, 512};
constexpr int kHeightStep = 64;
/// Pixels that a run of windows needs beyond the first two of each.
constexpr int kWindowRest = kProposalWindow - kProposalStride;
/// Pixels of a window that is cut by an odd edge.
constexpr int kCutWindow = kProposalWindow - 1;
/// The lengths of the narrow sheets are multiples of kStripStep, up to kLongestStrip.
constexpr int kStripStep = 128;
constexpr int kLongestStrip = 1024;

/// Windows that are not cut.
int whole_windows(int side) { return (side - kWindowRest) / kProposalStride; }

int pixels_of(int windows) { return windows * kProposalStride + kWindowRest; }

int round_up(int value, int step) { return (value + step - 1) / step * step; }

bool is_odd(int side) { return side % 2 != 0; }

/// One run of windows out of several that share a side evenly.
struct Run {
  int first = 0;
  int count = 0;
};

std::vector<Run> divide(int windows, int longest_side) {
  const int most = whole_windows(longest_side);
  const int parts = (windows + most - 1) / most;
  std::vector<Run> runs;
  for (int i = 0; i < parts; ++i) {
    const int first = windows * i / parts;
    runs.push_back({first, windows * (i + 1) / parts - first});
  }
  return runs;
}

/// The whole windows of `level` in pieces of at most `side` pixels each way.
void cut(const PyramidLevel& level, std::size_t index, int side,
         std::vector<PyramidPiece>& pieces) {
  for (const auto& row : divide(whole_windows(level.size.height), side)) {
    for (const auto& column : divide(whole_windows(level.size.width), side)) {
      pieces.push_back({.level = index,
                        .source = {column.first * kProposalStride,
                                   row.first * kProposalStride,
                                   {pixels_of(column.count), pixels_of(row.count)}}});
    }
  }
}

/// The upper edge of what still is free on a sheet, for each pair of columns (a "skyline": J.
/// Jylänki, "A Thousand Ways to Pack the Bin", 2010, bottom-left rule).
class Skyline {
 public:
  explicit Skyline(int side)
      : side_(side), tops_(static_cast<std::size_t>(side / kProposalStride)) {}

  /// Reserves room for `size` as high up as can be and says where; nothing where it does not fit.
  std::optional<PixelRect> place(imaging::Size size) {
    const auto width = static_cast<std::size_t>(size.width / kProposalStride);
    std::optional<std::size_t> best;
    int best_top = side_ - size.height + 1;
    for (std::size_t x = 0; x + width <= tops_.size(); ++x) {
      if (x > 0 && tops_[x] == tops_[x - 1]) continue;
      const int top = *std::max_element(at(x), at(x + width));
      if (top < best_top) {
        best_top = top;
        best = x;
      }
    }
    if (!best) return std::nullopt;
    std::fill(at(*best), at(*best + width), best_top + size.height);
    return PixelRect{static_cast<int>(*best) * kProposalStride, best_top, size};
  }

  [[nodiscard]] int height() const { return *std::ranges::max_element(tops_); }

 private:
  std::vector<int>::iterator at(std::size_t x) {
    return tops_.begin() + static_cast<std::ptrdiff_t>(x);
  }

  int side_;
  std::vector<int> tops_;
};

std::vector<PyramidSheet> lay_out(std::span<const PyramidLevel> levels, int side) {
  std::vector<PyramidPiece> pieces;
  for (std::size_t i = 0; i < levels.size(); ++i) cut(levels[i], i, side, pieces);
  std::ranges::sort(pieces, [](const PyramidPiece& a, const PyramidPiece& b) {
    return std::tuple(-a.source.size.height, a.level, a.source.y, a.source.x) <
           std::tuple(-b.source.size.height, b.level, b.source.y, b.source.x);
  });
  std::vector<PyramidSheet> sheets;
  std::vector<Skyline> skylines;
  for (auto& piece : pieces) {
    std::size_t sheet = 0;
    std::optional<PixelRect> place;
    while (!place) {
      if (sheet == sheets.size()) {
        sheets.emplace_back();
        skylines.emplace_back(side);
      }
      place = skylines[sheet++].place(piece.source.size);
    }
    piece.x = place->x;
    piece.y = place->y;
    sheets[sheet - 1].pieces.push_back(piece);
  }
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    sheets[i].size = {side, round_up(skylines[i].height(), kHeightStep)};
  }
  return sheets;
}

/// Puts the cut windows of one edge one after the other onto narrow sheets.
class Strips {
 public:
  enum class Edge { right, lower };
  explicit Strips(Edge edge) : edge_(edge) {}

  void add(const PyramidLevel& level, std::size_t index) {
    const auto [width, height] = level.size;
    const bool is_right = edge_ == Edge::right;
    if (!is_odd(is_right ? width : height)) return;
    for (const auto& run : divide(whole_windows(is_right ? height : width), kLongestStrip)) {
      const int length = pixels_of(run.count);
      if (sheets_.empty() || end_ + length > kLongestStrip) {
        sheets_.emplace_back();
        end_ = 0;
      }
      PyramidPiece piece{.level = index};
      if (is_right) {
        piece.source = {width - kCutWindow, run.first * kProposalStride, {kCutWindow, length}};
        piece.y = end_;
      } else {
        piece.source = {run.first * kProposalStride, height - kCutWindow, {length, kCutWindow}};
        piece.x = end_;
      }
      end_ += length;
      const int rounded = round_up(end_, kStripStep);
      sheets_.back().size =
          is_right ? imaging::Size{kCutWindow, rounded} : imaging::Size{rounded, kCutWindow};
      sheets_.back().pieces.push_back(piece);
    }
  }

  [[nodiscard]] const std::vector<PyramidSheet>& sheets() const { return sheets_; }

 private:
  Edge edge_;
  int end_ = 0;  ///< of the last sheet's last piece
  std::vector<PyramidSheet> sheets_;
};

/// The sheets of all windows that an odd edge cuts.
std::vector<PyramidSheet> lay_out_cut_windows(std::span<const PyramidLevel> levels) {
  Strips right(Strips::Edge::right);
  Strips lower(Strips::Edge::lower);
  std::vector<PyramidSheet> sheets;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    right.add(levels[i], i);
    lower.add(levels[i], i);
    const auto [width, height] = levels[i].size;
    if (!is_odd(width) || !is_odd(height)) continue;
    const imaging::Size corner{kCutWindow, kCutWindow};
    const PyramidPiece piece{.level = i,
                             .source = {width - kCutWindow, height - kCutWindow, corner}};
    sheets.push_back({corner, {piece}});
  }
  sheets.insert(sheets.end(), right.sheets().begin(), right.sheets().end());
  sheets.insert(sheets.end(), lower.sheets().begin(), lower.sheets().end());
  return sheets;
}

std::int64_t area_of(std::span<const PyramidSheet> sheets) {
  return std::accumulate(sheets.begin(), sheets.end(), std::int64_t{0},
                         [](std::int64_t sum, const PyramidSheet& sheet) {
                           return sum + std::int64_t{sheet.size.width} * sheet.size.height;
                         });
}

}  // namespace

std::vector<PyramidLevel> pyramid_levels(imaging::Size picture, float min_face, float factor) {
  const int shorter = std::min(picture.width, picture.height);
  const double steps = std::log(static_cast<double>(shorter) / kProposalWindow) / -std::log(factor);
  const auto count = static_cast<int>(std::nearbyint(steps - 1));
  std::vector<PyramidLevel> levels;
  for (int i = 0; i < count; ++i) {
    const double scale = kProposalWindow / static_cast<double>(min_face) * std::pow(factor, i);
    const imaging::Size size{static_cast<int>(picture.width * scale),
                             static_cast<int>(picture.height * scale)};
    if (std::min(size.width, size.height) < kProposalWindow) break;
    levels.push_back({static_cast<float>(scale), size});
  }
  return levels;
}

int window_count(int side) {
  // One convolution takes 2 pixels, the pooling halves and rounds up, two convolutions take 4
  // cells.
  return (side - 2 + 1) / 2 - 4;
}

std::vector<PyramidSheet> lay_out(std::span<const PyramidLevel> levels) {
  std::vector<PyramidSheet> best;
  for (const int side : kSheetSides) {
    auto sheets = lay_out(levels, side);
    if (best.empty() || area_of(sheets) < area_of(best)) best = std::move(sheets);
  }
  for (auto& sheet : lay_out_cut_windows(levels)) best.push_back(std::move(sheet));
  return best;
}

}  // namespace facelatch::vision
