// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "vision/face.hpp"

namespace facelatch::vision {

float intersection_over_union(const Box& a, const Box& b) {
  const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  // Written so that NaN, too, counts as no overlap.
  if (!(width > 0 && height > 0)) return 0;
  const float shared = width * height;
  const float covered = a.area() + b.area() - shared;
  return covered > 0 ? shared / covered : 0;
}

Face scaled(const Face& face, float horizontal, float vertical) {
  Face result = face;
  result.box = {face.box.x * horizontal, face.box.y * vertical, face.box.width * horizontal,
                face.box.height * vertical};
  for (auto& point : result.landmarks.points) {
    point = {point.x * horizontal, point.y * vertical};
  }
  return result;
}

Face rescaled(const Face& face, imaging::Size shown, imaging::Size original) {
  return scaled(face, static_cast<float>(original.width) / static_cast<float>(shown.width),
                static_cast<float>(original.height) / static_cast<float>(shown.height));
}

Face shifted(const Face& face, Point offset) {
  Face result = face;
  result.box.x += offset.x;
  result.box.y += offset.y;
  for (auto& point : result.landmarks.points) point = {point.x + offset.x, point.y + offset.y};
  return result;
}

}  // namespace facelatch::vision
