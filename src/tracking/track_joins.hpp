// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "similarity/calibration.hpp"
#include "tracking/frame_choice.hpp"
#include "tracking/track.hpp"

namespace facelatch::tracking {

/// Strangers' pictures are as alike as joining asks for at most at this rate.
inline constexpr double kJoinFalseAcceptRate = 1e-5;

/// Cosine of two means from which on join_tracks() may take them for one person's: where the
/// calibration of the detector with the model reaches kJoinFalseAcceptRate. None where it was not
/// measured, or not as strictly: nothing must be joined there.
std::optional<float> join_limit(const similarity::CalibrationTable& calibration,
                                std::string_view detector, std::string_view model);

/// Joins tracks of one person who was lost on the way: those that are never seen in the same frame
/// and whose means, of at least one good face each, have a cosine of `limit` or more, the most
/// alike first. Of what both had chosen the best `most` stay. The tracks keep their order of
/// appearance. Fails as settle_embeddings.
base::Result<void> join_tracks(std::vector<Track>& tracks, float limit, ChoiceRule rule,
                               std::size_t most);

}  // namespace facelatch::tracking
