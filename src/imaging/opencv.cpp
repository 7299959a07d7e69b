// SPDX-License-Identifier: Apache-2.0
#include "imaging/opencv.hpp"

#include <mutex>
#include <opencv2/core/utility.hpp>

namespace facelatch::imaging {

void keep_opencv_on_this_thread() {
  static std::once_flag once;
  std::call_once(once, [] { cv::setNumThreads(1); });
}

}  // namespace facelatch::imaging
