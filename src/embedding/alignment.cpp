// SPDX-License-Identifier: Apache-2.0
#include "embedding/alignment.hpp"

#include <cmath>
#include <complex>

namespace facelatch::embedding {
namespace {

using base::ErrorCode;
using base::failure;
using Complex = std::complex<double>;

using Points = std::array<Complex, 5>;

Points complex_of(const std::array<vision::Point, 5>& points) {
  Points result;
  for (std::size_t i = 0; i < points.size(); ++i) result[i] = {points[i].x, points[i].y};
  return result;
}

Complex mean_of(const Points& points) {
  Complex sum;
  for (const auto& point : points) sum += point;
  return sum / static_cast<double>(points.size());
}

}  // namespace

base::Result<imaging::AffineMatrix> alignment_of(const vision::Landmarks& landmarks) {
  // In the complex plane a similarity is z -> a z + b. With both patterns centred, the a that
  // minimises the squared distances is <source, target> / <source, source>.
  const auto source = complex_of(landmarks.points);
  const auto target = complex_of(kAlignedLandmarks);
  const auto source_mean = mean_of(source);
  const auto target_mean = mean_of(target);
  Complex product;
  double spread = 0;
  for (std::size_t i = 0; i < source.size(); ++i) {
    product += std::conj(source[i] - source_mean) * (target[i] - target_mean);
    spread += std::norm(source[i] - source_mean);
  }
  const Complex a = product / spread;
  const Complex b = target_mean - a * source_mean;
  const bool usable = spread > 1e-6 && std::isfinite(std::abs(a)) && std::isfinite(std::abs(b)) &&
                      std::abs(a) > 1e-6;
  if (!usable) {
    return failure(ErrorCode::low_quality, "The landmarks of the face do not span a face.");
  }
  return imaging::AffineMatrix{a.real(), -a.imag(), b.real(), a.imag(), a.real(), b.imag()};
}

base::Result<imaging::Image> align(imaging::ImageView picture, const vision::Landmarks& landmarks) {
  const auto matrix = alignment_of(landmarks);
  if (!matrix) return std::unexpected(matrix.error());
  return imaging::warp_affine(picture, *matrix, {kAlignedSide, kAlignedSide});
}

base::Result<imaging::Image> crop_box(imaging::ImageView picture, const vision::Box& box,
                                      imaging::Size size) {
  const bool usable = std::isfinite(box.x) && std::isfinite(box.y) && box.width >= 1 &&
                      box.height >= 1 && std::isfinite(box.width) && std::isfinite(box.height);
  if (!usable) return failure(ErrorCode::low_quality, "The box of the face is empty.");
  const double x_scale = size.width / static_cast<double>(box.width);
  const double y_scale = size.height / static_cast<double>(box.height);
  // Pixel centres lie at +0.5, so that the box's edges meet the crop's edges.
  const imaging::AffineMatrix matrix{x_scale, 0,       (0.5 - box.x) * x_scale - 0.5,
                                     0,       y_scale, (0.5 - box.y) * y_scale - 0.5};
  return imaging::warp_affine(picture, matrix, size);
}

}  // namespace facelatch::embedding
