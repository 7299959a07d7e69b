// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <vector>

#include "base/result.hpp"
#include "tracking/frame_choice.hpp"
#include "tracking/track.hpp"

namespace facelatch::tracking {

/// Joins tracks of one person who was lost on the way: those that are never seen in the same frame
/// and whose means, of at least one good face each, have a cosine of `limit` or more, the most
/// alike first. Of what both had chosen the best `most` stay. The tracks keep their order of
/// appearance. Fails as settle_embeddings.
base::Result<void> join_tracks(std::vector<Track>& tracks, float limit, ChoiceRule rule,
                               std::size_t most);

}  // namespace facelatch::tracking
