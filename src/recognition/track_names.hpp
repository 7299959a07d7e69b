// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "recognition/recogniser.hpp"
#include "tracking/frame_tracker.hpp"

namespace facelatch::recognition {

/// A track that was found to be somebody whom the store knows.
struct NamedTrack {
  int track = 0;
  std::string person_id;
  double similarity = 0;
  Threshold threshold;
};

/// Who the people before a camera are: each track is looked up until it is known or was looked at
/// often enough. Memory is bounded. Externally synchronised.
class TrackNames {
 public:
  /// `far` and `client` as Recogniser::identify takes them; the recogniser must live longer.
  TrackNames(Recogniser& recogniser, double far, std::string client)
      : recogniser_(&recogniser), far_(far), client_(std::move(client)) {}

  /// The tracks that this frame has made known. Fails as Recogniser::identify does.
  base::Result<std::vector<NamedTrack>> look_at(const tracking::TrackedFrame& frame);

  /// Who comes back is looked up anew.
  void forget(int track) { looks_.erase(track); }

 private:
  Recogniser* recogniser_;
  double far_;
  std::string client_;
  std::map<int, int> looks_;  ///< by track
};

}  // namespace facelatch::recognition
