// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "inference/network.hpp"
#include "vision/face_detector.hpp"

namespace facelatch::vision {

/// The defaults of the package mtcnn 1.0.0.
struct MtcnnOptions {
  float min_face = 20;  ///< pixels; DetectOptions::min_face raises it and saves its time
  float pyramid_factor = 0.709F;
  float proposal_score = 0.6F;
  float proposal_overlap_in_level = 0.5F;
  float proposal_overlap = 0.7F;
  float refinement_score = 0.7F;
  float refinement_overlap = 0.7F;
  float output_score = 0.8F;  ///< DetectOptions::min_score takes its place, and only its
  float output_overlap = 0.7F;
};

/// The three graphs, input red, green, blue as (x - 127.5) / 128, upright.
struct MtcnnNetworks {
  inference::Network proposal;    ///< P-Net
  inference::Network refinement;  ///< R-Net, 24x24
  inference::Network output;      ///< O-Net, 48x48
};

/// K. Zhang et al., "Joint Face Detection and Alignment using Multi-task Cascaded Convolutional
/// Networks", 2016; arithmetic as in the package mtcnn 1.0.0. Boxes are cut at the picture's edge.
/// Fails with corrupt where a graph's inputs and outputs are not what its stage needs.
base::Result<std::unique_ptr<FaceDetector>> make_mtcnn(MtcnnNetworks networks,
                                                       const MtcnnOptions& options = {});

}  // namespace facelatch::vision
