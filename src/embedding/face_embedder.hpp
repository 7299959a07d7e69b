// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "embedding/input_tensor.hpp"
#include "imaging/image.hpp"
#include "inference/network.hpp"
#include "models/catalogue.hpp"
#include "models/model_store.hpp"
#include "similarity/embedding.hpp"
#include "vision/face.hpp"

namespace facelatch::embedding {

enum class Mirror {
  off,
  add,  ///< sums the embeddings of the crop and of its mirror image: twice the time, a little more
        ///< accurate
};

/// Turns faces into embeddings with one network. Thread-safe.
class FaceEmbedder {
 public:
  /// Fails as ModelStore::load, or with corrupt where the graph's input or output is not what the
  /// catalogue says.
  static base::Result<FaceEmbedder> load(const models::ModelStore& store,
                                         const models::Model& model,
                                         const inference::NetworkOptions& options);

  [[nodiscard]] const models::Model& model() const { return model_; }

  /// The crop that this network wants of `face`, which is in coordinates of `picture`. Fails with
  /// low_quality where landmarks or box are degenerate.
  [[nodiscard]] base::Result<imaging::Image> crop(imaging::ImageView picture,
                                                  const vision::Face& face) const;

  /// One embedding per crop, in order; each crop of the size that crop() gives. Fails with
  /// invalid_argument (another size), deadline_exceeded or internal.
  [[nodiscard]] base::Result<std::vector<similarity::Embedding>> embed(
      std::span<const imaging::Image> crops, Mirror mirror, base::Deadline deadline) const;

 private:
  FaceEmbedder(models::Model model, inference::Network network, std::size_t batch)
      : model_(std::move(model)), network_(std::move(network)), batch_(batch) {}

  struct CropReading {
    const imaging::Image* crop;
    Reading reading;
  };
  [[nodiscard]] base::Result<std::vector<std::vector<float>>> run(
      std::span<const CropReading> readings, base::Deadline deadline) const;

  models::Model model_;
  inference::Network network_;
  std::size_t batch_;  ///< pictures in each run; 0: any number
};

}  // namespace facelatch::embedding
