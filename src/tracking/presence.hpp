// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <map>
#include <span>
#include <vector>

namespace facelatch::tracking {

struct PresenceOptions {
  /// Who is seen over this time is there: detectors err for single frames.
  std::chrono::microseconds arrive_after{300'000};
  /// Who was not seen for longer than this has left.
  std::chrono::microseconds leave_after{2'000'000};
};

/// That somebody has come or gone.
struct PresenceEvent {
  enum class Kind { appeared, left };
  Kind kind = Kind::appeared;
  int track = 0;
  std::chrono::microseconds first_seen{0};
  std::chrono::microseconds last_seen{0};  ///< of one who appeared: now

  bool operator==(const PresenceEvent&) const = default;
};

/// Makes comings and goings of the tracks of successive frames. Who leaves and comes back within
/// the tracker's memory appears again under the same number. Remembers at most 256 people at a
/// time. Externally synchronised.
class Presence {
 public:
  explicit Presence(const PresenceOptions& options = {}) : options_(options) {}

  /// What a frame at `time`, which shows `tracks`, changes: who left before who appeared.
  std::vector<PresenceEvent> next(std::chrono::microseconds time, std::span<const int> tracks);

  /// The end of the stream: everybody who is there leaves.
  std::vector<PresenceEvent> finish();

 private:
  struct Stay {
    std::chrono::microseconds first_seen;
    std::chrono::microseconds last_seen;
    bool has_arrived = false;
  };

  PresenceOptions options_;
  std::map<int, Stay> stays_;
};

}  // namespace facelatch::tracking
