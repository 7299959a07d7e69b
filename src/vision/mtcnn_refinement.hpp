// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "imaging/image.hpp"
#include "inference/network.hpp"
#include "vision/mtcnn_candidate.hpp"

namespace facelatch::vision {

/// Writes the square under `box`, bilinear between the centres of its outer pixels, as
/// (x - 127.5) / 128 in red, green and blue planes of `side` x `side`; middle gray beyond the
/// picture (TensorFlow's crop_and_resize, which the package mtcnn uses).
void write_crop(imaging::ImageView picture, const Candidate& box, int side,
                std::span<float> planes);

/// What R-Net or O-Net says of one candidate.
struct Refinement {
  float score = 0;
  std::array<float, 4> offsets{};     ///< of left, top, right, bottom, in sides
  std::array<float, 10> landmarks{};  ///< five x, then five y, in sides; zeros from R-Net
};

/// MTCNN's second or third stage: looks at each candidate on its own. Thread-safe.
class RefinementStage {
 public:
  /// Fail with corrupt where the graph is not R-Net or O-Net.
  static base::Result<RefinementStage> make_refinement(inference::Network network);
  static base::Result<RefinementStage> make_output(inference::Network network);

  /// One answer per candidate, in order.
  [[nodiscard]] base::Result<std::vector<Refinement>> run(imaging::ImageView picture,
                                                          std::span<const Candidate> candidates,
                                                          base::Deadline deadline) const;

 private:
  struct Outputs {
    std::size_t scores;
    std::size_t offsets;
    std::optional<std::size_t> landmarks;
  };
  RefinementStage(inference::Network network, int side, const Outputs& outputs)
      : network_(std::move(network)), side_(side), outputs_(outputs) {}

  [[nodiscard]] base::Result<void> run_batch(imaging::ImageView picture,
                                             std::span<const Candidate> candidates,
                                             inference::Request& request,
                                             std::vector<Refinement>& refinements) const;

  inference::Network network_;
  int side_;  ///< pixels of the network's square input
  Outputs outputs_;
};

}  // namespace facelatch::vision
