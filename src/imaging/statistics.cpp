// SPDX-License-Identifier: Apache-2.0
#include "imaging/statistics.hpp"

#include <opencv2/imgproc.hpp>

#include "imaging/opencv.hpp"

namespace facelatch::imaging {
namespace {

cv::Mat luma(ImageView image) {
  cv::Mat gray;
  cv::cvtColor(borrow(image), gray, cv::COLOR_BGR2GRAY);
  return gray;
}

LumaStatistics spread(const cv::Mat& values) {
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(values, mean, deviation);
  return {.mean = mean[0], .deviation = deviation[0]};
}

}  // namespace

double variance_of_laplacian(ImageView image) {
  if (image.empty()) return 0;
  cv::Mat edges;
  cv::Laplacian(luma(image), edges, CV_64F);
  const double deviation = spread(edges).deviation;
  return deviation * deviation;
}

LumaStatistics luma_statistics(ImageView image) {
  if (image.empty()) return {};
  return spread(luma(image));
}

}  // namespace facelatch::imaging
