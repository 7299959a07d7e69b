// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>

#include "liveness/passive_networks.hpp"
#include "quality/face_quality.hpp"
#include "similarity/embedding.hpp"
#include "vision/face.hpp"

namespace facelatch::liveness {

/// What was seen in one frame: the largest face, and how many there were. A value.
struct Sight {
  std::chrono::microseconds time{0};  ///< of the frame, strictly increasing
  int faces = 0;                      ///< in view; where 0, the rest says nothing
  vision::Box box;                    ///< pixels of the frame
  quality::FaceQuality quality;       ///< its pose by the landmarks
  PassiveScores passive;
  quality::HeadPose pose;  ///< of the head-pose network
  float eyes_open = 0;     ///< log-odds, the mean of both eyes; means little in a turned face
  similarity::Embedding face;
};

}  // namespace facelatch::liveness
