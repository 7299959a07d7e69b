// SPDX-License-Identifier: Apache-2.0
#include "imaging/orientation.hpp"

#include <utility>

#include "imaging/opencv.hpp"
#include "imaging/resize.hpp"

namespace facelatch::imaging {
namespace {

// OpenCV's codes for the axis around which a picture is mirrored.
constexpr int kLeftForRight = 1;
constexpr int kTopForBottom = 0;
constexpr int kBoth = -1;

Image flip(Image image, int axis) {
  auto matrix = borrow(image);
  cv::flip(matrix, matrix, axis);
  return image;
}

Image transpose(const Image& image) {
  Image target({image.size().height, image.size().width});
  auto matrix = borrow(target);
  cv::transpose(borrow(image.view()), matrix);
  return target;
}

}  // namespace

Image make_upright(Image stored, int exif_orientation) {
  if (stored.empty()) return stored;
  switch (exif_orientation) {
    case 2:
      return flip(std::move(stored), kLeftForRight);
    case 3:
      return flip(std::move(stored), kBoth);
    case 4:
      return flip(std::move(stored), kTopForBottom);
    case 5:
      return transpose(stored);
    case 6:
      return rotate(stored.view(), QuarterTurns::clockwise);
    case 7:
      return flip(transpose(stored), kBoth);
    case 8:
      return rotate(stored.view(), QuarterTurns::counter_clockwise);
    default:
      return stored;
  }
}

Size upright_size(Size stored, int exif_orientation) {
  const bool lying = exif_orientation >= 5 && exif_orientation <= 8;
  return lying ? Size{stored.height, stored.width} : stored;
}

}  // namespace facelatch::imaging
