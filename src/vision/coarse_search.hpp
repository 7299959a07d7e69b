// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "imaging/image.hpp"
#include "vision/face_detector.hpp"

namespace facelatch::vision {

/// The faces of `picture` in its coordinates, best score first, found in a small copy of it;
/// nothing where the copy leaves a doubt, where the detector has no coarse look, or where the copy
/// would be hardly smaller than `searched`, the size of the full search. Faces that are small in
/// the copy get their landmarks from a close look at each. Upright faces only. Fails as
/// FaceDetector::detect.
[[nodiscard]] base::Result<std::optional<FaceList>> coarse_search(const FaceDetector& detector,
                                                                  imaging::ImageView picture,
                                                                  imaging::Size searched,
                                                                  const DetectOptions& options,
                                                                  base::Deadline deadline);

}  // namespace facelatch::vision
