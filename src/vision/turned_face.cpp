// SPDX-License-Identifier: Apache-2.0
#include "vision/turned_face.hpp"

#include <cmath>

namespace facelatch::vision {
namespace {

using imaging::QuarterTurns;

Point turned_back(const Point& point, QuarterTurns turn, imaging::Size original) {
  const auto width = static_cast<float>(original.width);
  const auto height = static_cast<float>(original.height);
  switch (turn) {
    case QuarterTurns::none:
      break;
    case QuarterTurns::clockwise:
      return {point.y, height - point.x};
    case QuarterTurns::half:
      return {width - point.x, height - point.y};
    case QuarterTurns::counter_clockwise:
      return {width - point.y, point.x};
  }
  return point;
}

}  // namespace

Face turned_back(const Face& face, QuarterTurns turn, imaging::Size original) {
  Face result = face;
  const Point a = turned_back(Point{face.box.x, face.box.y}, turn, original);
  const Point b =
      turned_back(Point{face.box.x + face.box.width, face.box.y + face.box.height}, turn, original);
  result.box = {std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x), std::abs(a.y - b.y)};
  for (auto& point : result.landmarks.points) point = turned_back(point, turn, original);
  return result;
}

QuarterTurns upright_turn(const FaceList& faces) {
  Point down;
  for (const auto& face : faces) {
    const auto& p = face.landmarks.points;
    down.x += p[Landmarks::left_mouth].x + p[Landmarks::right_mouth].x - p[Landmarks::left_eye].x -
              p[Landmarks::right_eye].x;
    down.y += p[Landmarks::left_mouth].y + p[Landmarks::right_mouth].y - p[Landmarks::left_eye].y -
              p[Landmarks::right_eye].y;
  }
  if (down.y >= std::abs(down.x)) return QuarterTurns::none;
  if (-down.y >= std::abs(down.x)) return QuarterTurns::half;
  // A mouth on the right comes down when the picture is turned clockwise.
  return down.x > 0 ? QuarterTurns::clockwise : QuarterTurns::counter_clockwise;
}

QuarterTurns sum(QuarterTurns first, QuarterTurns second) {
  return static_cast<QuarterTurns>((static_cast<int>(first) + static_cast<int>(second)) % 4);
}

}  // namespace facelatch::vision
