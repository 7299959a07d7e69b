// SPDX-License-Identifier: Apache-2.0
#include "vision/nms.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "vision/ranking.hpp"

namespace facelatch::vision {
namespace {

Box compared(const Box& box, BoxPrecision precision) {
  if (precision == BoxPrecision::exact) return box;
  return {std::trunc(box.x), std::trunc(box.y), std::trunc(box.width), std::trunc(box.height)};
}

}  // namespace

FaceList suppress_overlaps(FaceList faces, float max_iou, BoxPrecision precision) {
  rank(faces, kMostCandidates, Ties::earlier_first);
  FaceList kept;
  std::vector<Box> taken;
  for (const auto& face : faces) {
    const Box box = compared(face.box, precision);
    const bool is_new = std::ranges::none_of(
        taken, [&](const Box& better) { return intersection_over_union(better, box) > max_iou; });
    if (!is_new) continue;
    kept.push_back(face);
    taken.push_back(box);
  }
  return kept;
}

}  // namespace facelatch::vision
