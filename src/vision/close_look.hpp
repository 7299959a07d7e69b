// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "imaging/image.hpp"
#include "vision/face_detector.hpp"

namespace facelatch::vision {

/// All that `detector` sees in a copy of `picture` of the size `seen`, on a square canvas, in
/// coordinates of `picture`. Fails as FaceDetector::detect.
[[nodiscard]] base::Result<FaceList> look_at_copy(const FaceDetector& detector,
                                                  imaging::ImageView picture, imaging::Size seen,
                                                  std::optional<float> min_score,
                                                  base::Deadline deadline);

/// The side of the canvas on which a close look shows its part of the picture.
inline constexpr int kCloseLookSide = 192;

struct CloseLook {
  std::optional<float> min_score;  ///< as DetectOptions
  /// What is found is the same face where it overlaps with it by at least this (intersection over
  /// union).
  float least_overlap = 0.5F;
};

/// `face` as the part of `picture` around it shows it, seen at a small size of its own: in a large
/// picture that costs a fraction of a search. Nothing where it is not there.
[[nodiscard]] base::Result<std::optional<Face>> look_closely(const FaceDetector& detector,
                                                             imaging::ImageView picture,
                                                             const Face& face, const CloseLook& how,
                                                             base::Deadline deadline);

/// `faces` as the next frame of a video shows them, each close to where it was; nothing where one
/// is not there any more, or two have come so near to each other that only a search can tell.
[[nodiscard]] base::Result<std::optional<FaceList>> look_again(const FaceDetector& detector,
                                                               imaging::ImageView frame,
                                                               const FaceList& faces,
                                                               std::optional<float> min_score,
                                                               base::Deadline deadline);

}  // namespace facelatch::vision
