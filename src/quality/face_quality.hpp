// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "imaging/image.hpp"
#include "vision/face.hpp"

namespace facelatch::quality {

/// Where a head looks, degrees. From five landmarks (pose_of) it is good to tell a turned face from
/// a frontal one; HeadPoseNetwork measures better.
struct HeadPose {
  float yaw = 0;    ///< -90..90, positive: towards the viewer's right
  float pitch = 0;  ///< -90..90, positive: up
  float roll = 0;   ///< -180..180, positive: clockwise as the viewer sees it
};

/// What can be said of a face before it is compared. Immutable.
struct FaceQuality {
  float size = 0;        ///< shorter side of the box in pixels of the original, above 0
  float sharpness = 0;   ///< variance of the Laplacian of the aligned crop's luma, 0 upwards
  float brightness = 0;  ///< mean luma of the aligned crop, 0..1
  float contrast = 0;    ///< standard deviation of that luma, 0..0.5
  HeadPose pose;
  /// 0 (useless) to 1: the product of one factor per line above, each 1 where more does not help
  /// and falling to 0 where the embedding cannot be trusted (see face_quality.cpp).
  float total = 0;
};

/// Fits a rigid model of a face's five points to the landmarks by scaled orthographic projection:
/// the POS step of DeMenthon and Davis, "Model-based object pose in 25 lines of code", 1995.
[[nodiscard]] HeadPose pose_of(const vision::Landmarks& landmarks);

/// `crop` is the aligned 112x112 crop of `face`, whose box is in pixels of the original.
[[nodiscard]] FaceQuality assess(const vision::Face& face, imaging::ImageView crop,
                                 const HeadPose& pose);
/// The same with the pose that the landmarks tell.
[[nodiscard]] FaceQuality assess(const vision::Face& face, imaging::ImageView crop);

}  // namespace facelatch::quality
