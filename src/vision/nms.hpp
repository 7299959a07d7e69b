// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

#include "vision/face.hpp"

namespace facelatch::vision {

/// The most candidates that are compared with each other, best scores first; the reference packages
/// stop at 5,000 too. Bounds the time, which grows with the square.
inline constexpr std::size_t kMostCandidates = 5000;

/// How boxes are compared: `whole_pixels` first cuts their four numbers to whole pixels, as
/// OpenCV's FaceDetectorYN does.
enum class BoxPrecision { exact, whole_pixels };

/// Greedy non-maximum suppression: takes the faces by falling score and drops each that overlaps an
/// already taken one by more than `max_iou`. Of equal scores the earlier one counts as better.
/// Best score first. All values must be finite.
[[nodiscard]] FaceList suppress_overlaps(FaceList faces, float max_iou,
                                         BoxPrecision precision = BoxPrecision::exact);

}  // namespace facelatch::vision
