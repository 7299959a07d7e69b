// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "inference/network.hpp"
#include "vision/face_detector.hpp"

namespace facelatch::vision {

struct YuNetOptions {
  float min_score = 0.86F;
  float max_iou = 0.3F;  ///< of two faces that both stay
};

/// W. Wu et al., "YuNet: A Tiny Millisecond-level Face Detector", 2023; arithmetic as in OpenCV's
/// FaceDetectorYN. Fails with corrupt where the graph's inputs and outputs are not YuNet's.
base::Result<std::unique_ptr<FaceDetector>> make_yunet(inference::Network network,
                                                       const YuNetOptions& options = {});

}  // namespace facelatch::vision
