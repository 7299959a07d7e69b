// SPDX-License-Identifier: Apache-2.0
#include "recognition/track_names.hpp"

namespace facelatch::recognition {
namespace {

/// Who was not recognised after so many good looks, a second apart, is nobody that we know.
constexpr int kMostLooks = 5;
constexpr float kGoodLook = 0.3F;
constexpr std::size_t kMostKnown = 1024;

}  // namespace

base::Result<std::vector<NamedTrack>> TrackNames::look_at(const tracking::TrackedFrame& frame) {
  std::vector<NamedTrack> named;
  for (const auto& [track, face] : frame.faces) {
    if (face.embedding.values.empty() || face.quality.total < kGoodLook) continue;
    // Who never arrives is never said to have left: the oldest of them go in time.
    if (looks_.size() > kMostKnown) looks_.erase(looks_.begin());
    auto& looks = looks_[track];
    if (looks >= kMostLooks) continue;
    ++looks;
    const auto who =
        recogniser_->identify(face.embedding, far_, kDefaultMargin, client_, base::Deadline());
    if (!who) return std::unexpected(who.error());
    if (!who->person_id) continue;
    looks = kMostLooks;
    named.push_back({track, *who->person_id, who->similarity, who->threshold});
  }
  return named;
}

}  // namespace facelatch::recognition
