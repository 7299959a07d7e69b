// SPDX-License-Identifier: Apache-2.0
#include "imaging/periodicity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "imaging/opencv.hpp"

namespace facelatch::imaging {
namespace {

constexpr std::array kSides{192, 128, 96, 64};
constexpr double kLowest = 0.1;  ///< cycles a pixel
constexpr int kPeak = 7;         ///< frequencies that the window's slopes reach around a peak
constexpr int kBlocks = 8;       ///< pixels of a block of JPEG

/// The squared magnitudes of the middle square's frequencies, its edges faded out.
cv::Mat power_spectrum(ImageView image, int side) {
  const cv::Rect middle((image.size.width - side) / 2, (image.size.height - side) / 2, side, side);
  cv::Mat values;
  cv::cvtColor(borrow(image)(middle), values, cv::COLOR_BGR2GRAY);
  values.convertTo(values, CV_64F);
  values -= cv::mean(values);
  cv::Mat window;
  cv::createHanningWindow(window, values.size(), CV_64F);
  cv::Mat spectrum;
  cv::dft(values.mul(window), spectrum, cv::DFT_COMPLEX_OUTPUT);
  std::array<cv::Mat, 2> parts;
  cv::split(spectrum, parts.data());
  return parts[0].mul(parts[0]) + parts[1].mul(parts[1]);
}

/// The sums over squares of `width` around each frequency; the spectrum has no edges.
cv::Mat sums_around(const cv::Mat& power, int width) {
  cv::Mat padded;
  const int margin = width / 2;
  cv::copyMakeBorder(power, padded, margin, margin, margin, margin, cv::BORDER_WRAP);
  cv::boxFilter(padded, padded, CV_64F, {width, width}, {-1, -1}, false, cv::BORDER_ISOLATED);
  return padded(cv::Rect(margin, margin, power.cols, power.rows));
}

/// In cycles a pixel, -0.5 to 0.5.
double frequency(int index, int side) {
  return static_cast<double>(index < side / 2 ? index : index - side) / side;
}

bool is_of_blocks(double along, double across, double tolerance) {
  const double nearest = std::round(along * kBlocks) / kBlocks;
  return std::abs(across) < tolerance && std::abs(along - nearest) < tolerance;
}

bool counts(double x, double y, int side) {
  const double tolerance = 2.1 / side;  // the window spreads each frequency over two more
  return std::hypot(x, y) > kLowest && !is_of_blocks(x, y, tolerance) &&
         !is_of_blocks(y, x, tolerance);
}

}  // namespace

double periodicity(ImageView image) {
  const int shorter = std::min(image.size.width, image.size.height);
  const auto* const fits = std::ranges::find_if(kSides, [&](int side) { return side <= shorter; });
  if (fits == kSides.end()) return 0;
  const int side = *fits;
  const int wide = side / 8 | 1;
  const cv::Mat power = power_spectrum(image, side);
  const cv::Mat around = sums_around(power, wide) - sums_around(power, kPeak);
  const double neighbours = wide * wide - kPeak * kPeak;
  // Where nothing is to be seen at all, rounding must not stand out.
  const double least = 1e-9 + 1e-12 * cv::sum(power)[0];
  double highest = 0;
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      if (!counts(frequency(column, side), frequency(row, side), side)) continue;
      const double mean = std::max(around.at<double>(row, column), 0.0) / neighbours;
      highest = std::max(highest, power.at<double>(row, column) / (mean + least));
    }
  }
  return highest;
}

}  // namespace facelatch::imaging
