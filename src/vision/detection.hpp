// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "base/result.hpp"
#include "vision/face_detector.hpp"

// What every detector does before and after its network.
namespace facelatch::vision {

/// Fails with invalid_argument where an option is out of its range, or too_large above kMostPixels.
base::Result<void> check(imaging::ImageView picture, const DetectOptions& options);

/// Sides of the network's input for a picture of this size; `divisor` is what the graph wants its
/// sides to be multiples of at least.
[[nodiscard]] imaging::Size canvas_size(imaging::Size picture, Canvas canvas, int divisor);

/// Whether `picture` is too small to hold a face.
[[nodiscard]] bool holds_no_face(imaging::ImageView picture);

/// Whether box, score and landmarks are finite and the box has an area. A network gives others when
/// its arithmetic overflows; they must reach nobody.
[[nodiscard]] bool is_sound(const Face& face);

/// Drops the faces that are smaller than the options want, then all but the first `max_faces`.
[[nodiscard]] FaceList select(FaceList best_first, const DetectOptions& options);

}  // namespace facelatch::vision
