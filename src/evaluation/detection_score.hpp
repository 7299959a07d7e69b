// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "vision/face.hpp"

namespace facelatch::evaluation {

/// One picture's true boxes and what a detector found there.
struct PictureDetections {
  std::vector<vision::Box> truth;
  vision::FaceList found;
};

struct HeightRecall {
  float lowest = 0;                                        ///< pixels, included
  float highest = std::numeric_limits<float>::infinity();  ///< pixels, not included
  std::size_t truth = 0;
  std::size_t found = 0;
};

struct DetectionScore {
  double average_precision = 0;  ///< 0..1
  std::size_t truth = 0;         ///< boxes that count
  std::size_t detections = 0;    ///< detections that count
  std::size_t false_detections = 0;
  std::vector<HeightRecall> recall_by_height;  ///< of all true boxes, also those below the minimum
};

/// Average precision at IoU 0.5 over all points of the curve (Everingham et al., "The Pascal VOC
/// challenge", 2010, as from 2010 on). Detections are taken by falling score over all pictures;
/// each takes the best overlapping true box that is still free. Below `min_height` pixels nothing
/// counts, as in COCO's size ranges (Lin et al., "Microsoft COCO", 2014): a true box is not missed,
/// a detection on it is neither right nor wrong, and one without a true box is not wrong.
DetectionScore score_detections(std::span<const PictureDetections> pictures, float min_height);

}  // namespace facelatch::evaluation
