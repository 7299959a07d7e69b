// SPDX-License-Identifier: Apache-2.0
#include "tracking/presence.hpp"

#include <utility>

namespace facelatch::tracking {
namespace {

using std::chrono::microseconds;

constexpr std::size_t kMostStays = 256;

}  // namespace

std::vector<PresenceEvent> Presence::next(microseconds time, std::span<const int> tracks) {
  std::vector<PresenceEvent> events;
  std::erase_if(stays_, [&](const auto& entry) {
    const auto& [track, stay] = entry;
    if (time - stay.last_seen <= options_.leave_after) return false;
    if (stay.has_arrived) {
      events.push_back({PresenceEvent::Kind::left, track, stay.first_seen, stay.last_seen});
    }
    return true;
  });
  for (const int track : tracks) {
    auto found = stays_.find(track);
    if (found == stays_.end()) {
      if (stays_.size() == kMostStays) continue;
      found = stays_.emplace(track, Stay{.first_seen = time, .last_seen = time}).first;
    }
    auto& stay = found->second;
    stay.last_seen = time;
    if (stay.has_arrived || time - stay.first_seen < options_.arrive_after) continue;
    stay.has_arrived = true;
    events.push_back({PresenceEvent::Kind::appeared, track, stay.first_seen, time});
  }
  return events;
}

std::vector<PresenceEvent> Presence::finish() {
  std::vector<PresenceEvent> events;
  for (const auto& [track, stay] : std::exchange(stays_, {})) {
    if (!stay.has_arrived) continue;
    events.push_back({PresenceEvent::Kind::left, track, stay.first_seen, stay.last_seen});
  }
  return events;
}

}  // namespace facelatch::tracking
