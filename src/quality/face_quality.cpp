// SPDX-License-Identifier: Apache-2.0
#include "quality/face_quality.hpp"

#include <algorithm>
#include <cmath>

#include "imaging/statistics.hpp"

namespace facelatch::quality {
namespace {

/// 0 at `worst` and below, 1 at `good` and above, a straight line between.
float ramp(float value, float worst, float good) {
  return std::clamp((value - worst) / (good - worst), 0.0F, 1.0F);
}

}  // namespace

FaceQuality assess(const vision::Face& face, imaging::ImageView crop) {
  return assess(face, crop, pose_of(face.landmarks));
}

FaceQuality assess(const vision::Face& face, imaging::ImageView crop, const HeadPose& pose) {
  const auto luma = imaging::luma_statistics(crop);
  FaceQuality quality;
  quality.size = face.box.shorter_side();
  quality.sharpness = static_cast<float>(imaging::variance_of_laplacian(crop));
  quality.brightness = static_cast<float>(luma.mean / 255);
  quality.contrast = static_cast<float>(luma.deviation / 255);
  quality.pose = pose;
  // The ends of the ramps: ArcFace crops are 112 pixels wide and are of little use below 20;
  // InsightFace Server admits brightness 0.06 to 0.94 and poses up to 45 degrees.
  const float turned = std::max(std::abs(quality.pose.yaw), std::abs(quality.pose.pitch));
  const float light =
      std::min(ramp(quality.brightness, 0.06F, 0.25F), ramp(-quality.brightness, -0.94F, -0.8F));
  // A logarithm, since sharpness spans four orders of magnitude between blur and noise.
  const float sharp = ramp(std::log10(quality.sharpness + 1), 0.5F, 2.0F);
  quality.total = ramp(quality.size, 12, 80) * sharp * light *
                  ramp(quality.contrast, 0.02F, 0.12F) * ramp(-turned, -75, -25);
  return quality;
}

}  // namespace facelatch::quality
