// SPDX-License-Identifier: Apache-2.0
#include "imaging/resize.hpp"

#include <opencv2/imgproc.hpp>

#include "imaging/opencv.hpp"

namespace facelatch::imaging {

namespace {

bool shrinks_much(Size source, Size target) {
  return source.width > 2 * target.width || source.height > 2 * target.height;
}

}  // namespace

Image resize(ImageView source, Size size, Interpolation interpolation) {
  Image target(size);
  if (source.empty() || target.empty()) return target;
  auto matrix = borrow(target);
  const bool averages =
      interpolation == Interpolation::area ||
      (interpolation == Interpolation::adaptive && shrinks_much(source.size, size));
  const int method = averages ? cv::INTER_AREA : cv::INTER_LINEAR;
  cv::resize(borrow(source), matrix, matrix.size(), 0, 0, method);
  return target;
}

Image warp_affine(ImageView source, const AffineMatrix& source_to_target, Size size) {
  Image target(size);
  if (source.empty() || target.empty()) return target;
  auto matrix = borrow(target);
  const cv::Matx23d map(source_to_target.data());
  cv::warpAffine(borrow(source), matrix, map, matrix.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT);
  return target;
}

Image rotate(ImageView source, QuarterTurns turns) {
  const bool lying = turns == QuarterTurns::clockwise || turns == QuarterTurns::counter_clockwise;
  Image target(lying ? Size{source.size.height, source.size.width} : source.size);
  if (source.empty()) return target;
  auto matrix = borrow(target);
  switch (turns) {
    case QuarterTurns::none:
      borrow(source).copyTo(matrix);
      break;
    case QuarterTurns::clockwise:
      cv::rotate(borrow(source), matrix, cv::ROTATE_90_CLOCKWISE);
      break;
    case QuarterTurns::half:
      cv::rotate(borrow(source), matrix, cv::ROTATE_180);
      break;
    case QuarterTurns::counter_clockwise:
      cv::rotate(borrow(source), matrix, cv::ROTATE_90_COUNTERCLOCKWISE);
      break;
  }
  return target;
}

}  // namespace facelatch::imaging
