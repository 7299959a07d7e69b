// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <span>

#include "liveness/sight.hpp"
#include "similarity/embedding.hpp"

namespace facelatch::liveness {

/// What is wrong with the frames as the track of one person.
enum class Discontinuity {
  none,
  no_face,        ///< too few frames show a face
  several_faces,  ///< two frames or more show more than one
  interrupted,    ///< the face was away or elsewhere for a moment
  other_person,   ///< faces of one track do not resemble each other
};

/// What frames must have to be judged.
inline constexpr std::size_t kLeastFrames = 5;

/// Whether the frames show one face all along: no second one, no gap, no jump, and each face alike
/// to the others as far as its quality and its turn let that be told.
Discontinuity check_continuity(std::span<const Sight> sights);

/// The direction of the sum of the embeddings of the frames that look ahead, weighted by quality:
/// who it is, by many frames and never by the luckiest one. None where fewer than kLeastFrames are
/// good enough.
std::optional<similarity::Embedding> identity_of(std::span<const Sight> sights);

}  // namespace facelatch::liveness
