// SPDX-License-Identifier: Apache-2.0
#include "api/stream_desk.hpp"

#include <utility>

namespace facelatch::api {

using base::ErrorCode;
using base::failure;

access::RateLimit frame_rate(std::uint32_t frames_per_second) {
  return {.per_minute = frames_per_second * 60, .burst = frames_per_second};
}

base::Result<std::unique_ptr<StreamDesk::Place>> StreamDesk::enter(const std::string& owner,
                                                                   Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  if (streams_ >= limits_.streams) {
    return failure(ErrorCode::overloaded, "As many streams are open as the server permits.");
  }
  const auto found = owners_.find(owner);
  if (found != owners_.end() && found->second.streams >= limits_.streams_per_key) {
    return failure(ErrorCode::rate_limited, "As many streams are open as one client may have.");
  }
  const auto rate = frame_rate(limits_.frames_per_second_per_key);
  ++owners_.try_emplace(owner, Owner{.frames = {rate, now}}).first->second.streams;
  ++streams_;
  return std::make_unique<Place>(shared_from_this(), owner);
}

std::size_t StreamDesk::streams() const {
  const std::scoped_lock lock(mutex_);
  return streams_;
}

void StreamDesk::leave(const std::string& owner) {
  const std::scoped_lock lock(mutex_);
  --streams_;
  const auto found = owners_.find(owner);
  // Forgotten with its last stream: a new one begins with a full bucket, which costs no more than a
  // second's frames.
  if (--found->second.streams == 0) owners_.erase(found);
}

bool StreamDesk::may_send(const std::string& owner, Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  return !owners_.at(owner).frames.take(now);
}

}  // namespace facelatch::api
