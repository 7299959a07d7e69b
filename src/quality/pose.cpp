// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "quality/face_quality.hpp"

namespace facelatch::quality {
namespace {

using Vector = std::array<double, 3>;

/// The five points of a frontal face in millimetres about their mean: x to the viewer's right,
/// y down, z towards the viewer. x and y are the ArcFace template scaled to eyes 64 mm apart; the
/// depths of nose and mouth corners before the eyes are those of an average adult.
constexpr std::array<Vector, 5> kModel{{{-31.9, -39.0, -7.2},
                                        {32.1, -39.3, -7.2},
                                        {0.3, -2.6, 20.8},
                                        {-26.0, 34.9, -3.2},
                                        {27.0, 34.6, -3.2}}};

double dot(const Vector& a, const Vector& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

Vector cross(const Vector& a, const Vector& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

/// x with `matrix` x = `right`, by Cramer's rule; the matrix is symmetric.
Vector solve(const std::array<Vector, 3>& matrix, const Vector& right) {
  const double determinant = dot(matrix[0], cross(matrix[1], matrix[2]));
  return {dot(right, cross(matrix[1], matrix[2])) / determinant,
          dot(matrix[0], cross(right, matrix[2])) / determinant,
          dot(matrix[0], cross(matrix[1], right)) / determinant};
}

float degrees(double radians) { return static_cast<float>(radians * 180 / std::numbers::pi); }

}  // namespace

HeadPose pose_of(const vision::Landmarks& landmarks) {
  double mean_x = 0;
  double mean_y = 0;
  for (const auto& point : landmarks.points) {
    mean_x += static_cast<double>(point.x) / 5;
    mean_y += static_cast<double>(point.y) / 5;
  }
  std::array<Vector, 3> squares{};
  Vector along_x{};
  Vector along_y{};
  for (std::size_t i = 0; i < kModel.size(); ++i) {
    const auto& model = kModel[i];
    for (std::size_t row = 0; row < 3; ++row) {
      for (std::size_t column = 0; column < 3; ++column) {
        squares[row][column] += model[row] * model[column];
      }
      along_x[row] += model[row] * (static_cast<double>(landmarks.points[i].x) - mean_x);
      along_y[row] += model[row] * (static_cast<double>(landmarks.points[i].y) - mean_y);
    }
  }
  // The first two rows of the rotation, both times the scale of the projection.
  const Vector first = solve(squares, along_x);
  const Vector second = solve(squares, along_y);
  const double first_length = std::sqrt(dot(first, first));
  const double second_length = std::sqrt(dot(second, second));
  if (!std::isfinite(first_length + second_length) || first_length < 1e-9 || second_length < 1e-9) {
    return {};
  }
  const double yaw = std::asin(std::clamp(first[2] / first_length, -1.0, 1.0));
  const double pitch = std::asin(std::clamp(-second[2] / second_length, -1.0, 1.0));
  const double roll = std::atan2(second[0] - first[1], first[0] + second[1]);
  return {degrees(yaw), degrees(pitch), degrees(roll)};
}

}  // namespace facelatch::quality
