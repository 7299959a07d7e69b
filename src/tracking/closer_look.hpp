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

/// What is against a frame that would be chosen.
struct Objection {
  std::size_t observation = 0;
  Verdict verdict = Verdict::eyes_closed;
};

/// Looks at the frames that would be chosen for closed eyes and a covered mouth, at each once. Both
/// are told by comparing a person with themselves, so a track always keeps frames: whoever wears a
/// mask or dark glasses throughout is taken as they are. Externally synchronised.
class CloserLook {
 public:
  /// `eyes` null: eyes are not looked at.
  CloserLook(const liveness::EyeNetwork* eyes, base::Deadline deadline)
      : eyes_(eyes), deadline_(deadline) {}

  /// What all that was looked at until now has against `candidates`. Faces that are turned or small
  /// are left alone. Fails as EyeNetwork::openness.
  base::Result<std::vector<Objection>> at(std::span<const Candidate* const> candidates,
                                          const Track& track);

 private:
  base::Result<void> look_at(const Candidate& candidate, const Observation& seen);

  const liveness::EyeNetwork* eyes_;
  base::Deadline deadline_;
  std::map<std::size_t, float> openness_;  ///< by observation
  std::map<std::size_t, float> mouths_;    ///< quality::mouth_colour_distance, by observation
};

}  // namespace facelatch::tracking
