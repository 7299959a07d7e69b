// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <expected>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "access/token_bucket.hpp"
#include "api/stream_limits.hpp"
#include "base/result.hpp"

namespace facelatch::api {

/// Counts the live streams, in all and of each owner (a key, or an address where nobody shows one),
/// and shares out the frames a second of each owner. Thread-safe.
class StreamDesk : public std::enable_shared_from_this<StreamDesk> {
 public:
  using Clock = access::TokenBucket::Clock;

  /// The place of one stream, given back by its destructor.
  class Place {
   public:
    Place(std::shared_ptr<StreamDesk> desk, std::string owner)
        : desk_(std::move(desk)), owner_(std::move(owner)) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    Place(Place&&) = delete;
    Place& operator=(Place&&) = delete;
    ~Place() { desk_->leave(owner_); }

    /// Whether the owner may send another frame now.
    [[nodiscard]] bool may_send(Clock::time_point now) { return desk_->may_send(owner_, now); }

   private:
    std::shared_ptr<StreamDesk> desk_;
    std::string owner_;
  };

  explicit StreamDesk(const StreamLimits& limits) : limits_(limits) {}

  /// Fails with overloaded (all places are taken) or rate_limited (those of the owner).
  base::Result<std::unique_ptr<Place>> enter(const std::string& owner, Clock::time_point now);

  [[nodiscard]] std::size_t streams() const;

 private:
  struct Owner {
    access::TokenBucket frames;
    std::size_t streams = 0;
  };

  void leave(const std::string& owner);
  bool may_send(const std::string& owner, Clock::time_point now);

  const StreamLimits limits_;
  mutable std::mutex mutex_;
  std::map<std::string, Owner> owners_;  ///< those with a stream
  std::size_t streams_ = 0;
};

/// So many frames a second, and as many at once.
access::RateLimit frame_rate(std::uint32_t frames_per_second);

}  // namespace facelatch::api
