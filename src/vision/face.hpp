// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "imaging/image.hpp"

namespace facelatch::vision {

struct Point {
  float x = 0;
  float y = 0;
  bool operator==(const Point&) const = default;
};

/// An upright rectangle in pixels: x to the right, y down, (0, 0) the outer corner of the first
/// pixel. May reach beyond the picture.
struct Box {
  float x = 0;  ///< left edge
  float y = 0;  ///< upper edge
  float width = 0;
  float height = 0;

  [[nodiscard]] float area() const { return width * height; }
  [[nodiscard]] float shorter_side() const { return std::min(width, height); }
  [[nodiscard]] Point centre() const { return {x + width / 2, y + height / 2}; }
  bool operator==(const Box&) const = default;
};

/// Share of the union of two boxes that both cover, 0..1; 0 where a box is empty.
[[nodiscard]] float intersection_over_union(const Box& a, const Box& b);

/// Eyes, nose tip and mouth corners as the viewer sees them: left means the viewer's left.
struct Landmarks {
  enum Index : std::size_t { left_eye, right_eye, nose, left_mouth, right_mouth };
  std::array<Point, 5> points;
  bool operator==(const Landmarks&) const = default;
};

/// A face as a detector reports it, in coordinates of the picture that it was given.
struct Face {
  Box box;
  float score = 0;  ///< the detector's own confidence, 0..1; comparable within one detector only
  Landmarks landmarks;
  bool operator==(const Face&) const = default;
};

using FaceList = std::vector<Face>;

/// `face` as it lies in the same picture `horizontal` times as wide and `vertical` times as high.
[[nodiscard]] Face scaled(const Face& face, float horizontal, float vertical);

/// `face` of a picture of the size `shown` as it lies in the same picture at the size `original`.
[[nodiscard]] Face rescaled(const Face& face, imaging::Size shown, imaging::Size original);

/// `face` moved by `offset`.
[[nodiscard]] Face shifted(const Face& face, Point offset);

}  // namespace facelatch::vision
