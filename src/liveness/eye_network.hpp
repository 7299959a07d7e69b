// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "imaging/image.hpp"
#include "inference/network.hpp"
#include "models/model_store.hpp"
#include "vision/face.hpp"

namespace facelatch::liveness {

/// Tells open eyes from closed ones. Thread-safe.
class EyeNetwork {
 public:
  /// Fails as ModelStore::load, or with corrupt where the graph is not one of that kind.
  static base::Result<EyeNetwork> load(const models::ModelStore& store,
                                       const inference::NetworkOptions& options);

  /// The log-odds of "open", the mean over both eyes. `landmarks` in pixels of `picture`. Fails
  /// with low_quality (eyes in one point), deadline_exceeded or internal.
  [[nodiscard]] base::Result<float> openness(imaging::ImageView picture,
                                             const vision::Landmarks& landmarks,
                                             base::Deadline deadline) const;

 private:
  EyeNetwork(models::Model model, inference::Network network)
      : model_(std::move(model)), network_(std::move(network)) {}
  [[nodiscard]] base::Result<float> openness_of(imaging::ImageView picture, const vision::Box& eye,
                                                base::Deadline deadline) const;

  models::Model model_;
  inference::Network network_;
};

/// At and below it a person's eyes are closed, by how open they were in frames that look ahead: far
/// below the 90th percentile of those, and in themselves rather closed than open. Glasses that hide
/// the eyes lower all of them alike, so nothing is closed then.
[[nodiscard]] float closed_level(std::vector<float> openness);

}  // namespace facelatch::liveness
