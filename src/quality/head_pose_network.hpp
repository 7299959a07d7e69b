// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "base/deadline.hpp"
#include "base/result.hpp"
#include "imaging/image.hpp"
#include "inference/network.hpp"
#include "models/model_store.hpp"
#include "quality/face_quality.hpp"
#include "vision/face.hpp"

namespace facelatch::quality {

/// Estimates where a head looks from its pixels: N. Ruiz et al., "Fine-Grained Head Pose Estimation
/// Without Keypoints", 2018. Better than pose_of() where a face is turned far; one more network run
/// per face. Thread-safe.
class HeadPoseNetwork {
 public:
  /// Fails as ModelStore::load, or with corrupt where the graph is not one of that kind.
  static base::Result<HeadPoseNetwork> load(const models::ModelStore& store,
                                            const inference::NetworkOptions& options);

  /// The pose of the face in `box`, which is in pixels of `picture`. Fails with low_quality (an
  /// empty box), deadline_exceeded or internal.
  [[nodiscard]] base::Result<HeadPose> estimate(imaging::ImageView picture, const vision::Box& box,
                                                base::Deadline deadline) const;

 private:
  HeadPoseNetwork(models::Model model, inference::Network network)
      : model_(std::move(model)), network_(std::move(network)) {}

  models::Model model_;
  inference::Network network_;
};

}  // namespace facelatch::quality
