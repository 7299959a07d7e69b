// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "inference/network.hpp"
#include "models/catalogue.hpp"
#include "models/model_store.hpp"
#include "vision/face_detector.hpp"

namespace facelatch::vision {

/// The detector that `model` (of the role detector) describes, with the catalogue's thresholds and
/// input arithmetic. Fails as ModelStore::load does, with corrupt where a graph does not fit its
/// family, or with invalid_argument where no code knows the family.
base::Result<std::unique_ptr<FaceDetector>> load_detector(const models::ModelStore& store,
                                                          const models::Model& model,
                                                          const inference::NetworkOptions& options);

}  // namespace facelatch::vision
