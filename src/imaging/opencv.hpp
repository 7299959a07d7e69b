// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <opencv2/core.hpp>

#include "imaging/image.hpp"

namespace facelatch::imaging {

// The bridge to OpenCV for the .cpp files of this folder; no header that others use includes it.

/// Makes OpenCV work on the calling thread only, once for the process. Our callers run one picture
/// per core; a second pool of threads below them would only compete with theirs.
void keep_opencv_on_this_thread();

/// The same pixels as a matrix. It must not be written through: OpenCV has no constant matrix.
inline cv::Mat borrow(ImageView view) {
  keep_opencv_on_this_thread();
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  return {view.size.height, view.size.width, CV_8UC3, const_cast<std::uint8_t*>(view.pixels),
          view.stride};
}

inline cv::Mat borrow(Image& image) {
  keep_opencv_on_this_thread();
  return {image.size().height, image.size().width, CV_8UC3, image.pixels().data(), image.stride()};
}

}  // namespace facelatch::imaging
