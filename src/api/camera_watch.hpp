// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "api/camera.hpp"
#include "recognition/track_names.hpp"
#include "tracking/frame_tracker.hpp"
#include "tracking/presence.hpp"
#include "video/frame.hpp"

namespace facelatch::api {

/// Who somebody before a camera was found to be.
struct SeenPerson {
  std::string id;
  std::string name;
};
using SeenPeople = std::map<int, SeenPerson>;  ///< by track

/// Looks at the frames of one camera: who is there, and who of the store it is. Externally
/// synchronised; what the eyes hold must live longer.
class CameraWatch {
 public:
  /// Fails with unavailable while the models are being loaded, or as the store does.
  static base::Result<CameraWatch> create(const CameraEyes& eyes, const std::string& camera);

  /// What there is to tell of a frame; nothing, and it costs nothing, so soon after the one before
  /// that nobody could see the difference. Fails as the networks and the store do.
  base::Result<std::optional<CameraNews>> look_at(const video::Frame& frame);

 private:
  using Clock = std::chrono::steady_clock;

  CameraWatch(pipeline::Analyser analyser, recognition::Recogniser& recogniser,
              const CameraEyes& eyes, const std::string& camera);

  base::Result<void> name(const tracking::TrackedFrame& frame);
  /// Now and then, for people are renamed and deleted while somebody looks at them.
  void look_up_again(const tracking::TrackedFrame& frame);

  tracking::FrameTracker tracker_;
  tracking::Presence presence_;
  recognition::TrackNames names_;
  store::People* people_;
  SeenPeople known_;
  std::chrono::microseconds looked_up_{};  ///< when they were, as TrackedFrame::time
  Clock::time_point begun_ = Clock::now();
  std::optional<Clock::time_point> looked_;
  std::uint64_t number_ = 0;  ///< of frames that were looked at
};

}  // namespace facelatch::api
