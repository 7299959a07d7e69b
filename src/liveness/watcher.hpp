// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <memory>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "liveness/eye_network.hpp"
#include "liveness/passive_networks.hpp"
#include "liveness/sight.hpp"
#include "pipeline/analyser.hpp"
#include "quality/head_pose_network.hpp"
#include "video/video_reader.hpp"

namespace facelatch::liveness {

/// The networks that only liveness needs. Immutable; thread-safe.
struct Networks {
  PassiveNetworks passive;
  quality::HeadPoseNetwork pose;
  EyeNetwork eyes;

  /// All of them, or nothing: with one missing nobody can be told from a photo. Fails as
  /// ModelStore::load does.
  static base::Result<std::shared_ptr<const Networks>> load(
      const models::ModelStore& store, const inference::NetworkOptions& options);
};

/// Looks at frames one by one, whichever way they come. Thread-safe; copies share the networks.
class Watcher {
 public:
  Watcher(pipeline::Analyser analyser, std::shared_ptr<const Networks> networks)
      : analyser_(std::move(analyser)), networks_(std::move(networks)) {}

  /// Fails as the analyser and the networks do; no face is no failure.
  [[nodiscard]] base::Result<Sight> look(imaging::ImageView frame, std::chrono::microseconds time,
                                         base::Deadline deadline) const;

  [[nodiscard]] const pipeline::Analyser& analyser() const { return analyser_; }

 private:
  pipeline::Analyser analyser_;
  std::shared_ptr<const Networks> networks_;
};

/// How a clip is read: ten frames a second show a closed eye, and more of the same person.
[[nodiscard]] video::VideoOptions clip_options();

/// Looks at each frame of a clip, up to the first one behind `longest`. Fails as VideoReader::next
/// and Watcher::look do.
base::Result<std::vector<Sight>> watch(const Watcher& watcher, video::VideoReader& reader,
                                       std::chrono::microseconds longest, base::Deadline deadline);

}  // namespace facelatch::liveness
