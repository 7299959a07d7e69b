// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <map>
#include <span>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "liveness/eye_network.hpp"
#include "tracking/crop_shelf.hpp"
#include "tracking/track.hpp"

namespace facelatch::tracking {

/// Which of the frames that would be chosen show closed eyes. Each is looked at once. Faces that
/// are turned or small are left alone: there the network knows little. Externally synchronised.
class EyeCheck {
 public:
  /// `network` null: no eyes are looked at.
  EyeCheck(const liveness::EyeNetwork* network, base::Deadline deadline)
      : network_(network), deadline_(deadline) {}

  /// The observations of those with closed eyes, as all that was looked at until now tells. The
  /// person's most open eyes are never among them. Fails as EyeNetwork::openness.
  base::Result<std::vector<std::size_t>> closed_among(std::span<const Candidate* const> candidates,
                                                      const Track& track);

 private:
  base::Result<void> look_at(const Candidate& candidate, const Observation& seen);

  const liveness::EyeNetwork* network_;
  base::Deadline deadline_;
  std::map<std::size_t, float> openness_;  ///< by observation
};

}  // namespace facelatch::tracking
