// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <memory>

#include "inference/network.hpp"
#include "vision/face_detector.hpp"
#include "vision/planes.hpp"

namespace facelatch::vision {

struct ScrfdOptions {
  float min_score = 0.5F;
  float max_iou = 0.4F;  ///< of two faces that both stay
  PlaneArithmetic input{
      .order = ChannelOrder::rgb, .mean = {127.5F, 127.5F, 127.5F}, .scale = 1.0F / 128};
};

/// J. Guo et al., "Sample and Computation Redistribution for Efficient Face Detection" (SCRFD),
/// 2021, in the variants with landmarks that users bring: nine outputs, in this order scores, boxes
/// and landmarks of strides 8, 16 and 32, two anchors a place, as InsightFace exports them. Graphs
/// of any size and of one fixed size, to which pictures are then fitted. Fails with corrupt where
/// the graph is not of that kind.
base::Result<std::unique_ptr<FaceDetector>> make_scrfd(inference::Network network,
                                                       const ScrfdOptions& options = {});

}  // namespace facelatch::vision
