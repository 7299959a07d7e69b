// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "imaging/image.hpp"
#include "inference/network.hpp"
#include "vision/area_sampler.hpp"
#include "vision/mtcnn.hpp"
#include "vision/mtcnn_candidate.hpp"
#include "vision/mtcnn_pyramid.hpp"

namespace facelatch::vision {

/// What P-Net says of one window of a level.
struct Proposal {
  int x = 0;  ///< of the window in the level
  int y = 0;
  Candidate candidate;
};

/// MTCNN's first stage: P-Net at every level of the pyramid. Thread-safe.
class ProposalStage {
 public:
  /// Fails with corrupt where the graph is not P-Net.
  static base::Result<ProposalStage> make(inference::Network network);

  /// Square candidates for faces of `min_face` pixels and more, best score first.
  [[nodiscard]] base::Result<CandidateList> run(imaging::ImageView picture, float min_face,
                                                const MtcnnOptions& options,
                                                base::Deadline deadline) const;

 private:
  ProposalStage(inference::Network network, std::size_t scores, std::size_t offsets)
      : network_(std::move(network)), scores_(scores), offsets_(offsets) {}

  /// Adds the candidates of one sheet to the lists of their levels.
  [[nodiscard]] base::Result<void> run_sheet(const PyramidSheet& sheet,
                                             std::span<const PyramidLevel> levels,
                                             std::span<const AreaSampler> samplers, float min_score,
                                             inference::Request& request,
                                             std::span<std::vector<Proposal>> by_level) const;

  inference::Network network_;
  std::size_t scores_;   ///< number of the output [1, 2, rows, columns]: nothing, face
  std::size_t offsets_;  ///< number of the output [1, 4, rows, columns]
};

}  // namespace facelatch::vision
