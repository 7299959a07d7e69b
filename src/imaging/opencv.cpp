// SPDX-License-Identifier: Apache-2.0
#include "imaging/opencv.hpp"

#include <opencv2/core/utility.hpp>

namespace facelatch::imaging {

void keep_opencv_on_this_thread() {
  static const bool kDone = [] {
    cv::setNumThreads(1);
    return true;
  }();
  static_cast<void>(kDone);
}

}  // namespace facelatch::imaging
