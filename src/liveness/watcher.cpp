// SPDX-License-Identifier: Apache-2.0
#include "liveness/watcher.hpp"

#include <algorithm>
#include <utility>

namespace facelatch::liveness {

using base::Result;

namespace {

constexpr double kFps = 10;
constexpr int kLongerSide = 1280;

}  // namespace

Result<std::shared_ptr<const Networks>> Networks::load(const models::ModelStore& store,
                                                       const inference::NetworkOptions& options) {
  auto passive = PassiveNetworks::load(store, options);
  if (!passive) return std::unexpected(passive.error());
  auto pose = quality::HeadPoseNetwork::load(store, options);
  if (!pose) return std::unexpected(pose.error());
  auto eyes = EyeNetwork::load(store, options);
  if (!eyes) return std::unexpected(eyes.error());
  return std::make_shared<const Networks>(*std::move(passive), *std::move(pose), *std::move(eyes));
}

Result<Sight> Watcher::look(imaging::ImageView frame, std::chrono::microseconds time,
                            base::Deadline deadline) const {
  Sight sight;
  sight.time = time;
  auto analysis = analyser_.analyse_pixels(frame, {.depth = pipeline::Depth::align}, deadline);
  if (!analysis) return std::unexpected(analysis.error());
  if (analysis->faces.empty()) return sight;
  sight.faces = static_cast<int>(analysis->faces.size());
  const auto& seen = *std::ranges::max_element(
      analysis->faces, {}, [](const pipeline::AnalysedFace& face) { return face.face.box.area(); });
  sight.box = seen.face.box;
  sight.quality = seen.quality;
  const auto passive = networks_->passive.look(frame, sight.box, deadline);
  if (!passive) return std::unexpected(passive.error());
  sight.passive = *passive;
  const auto pose = networks_->pose.estimate(frame, sight.box, deadline);
  if (!pose) return std::unexpected(pose.error());
  sight.pose = *pose;
  const auto eyes = networks_->eyes.openness(frame, seen.face.landmarks, deadline);
  if (!eyes) return std::unexpected(eyes.error());
  sight.eyes_open = *eyes;
  auto embedded = analyser_.embedder().embed({&seen.crop, 1}, embedding::Mirror::off, deadline);
  if (!embedded) return std::unexpected(embedded.error());
  sight.face = std::move(embedded->front());
  return sight;
}

video::VideoOptions clip_options() {
  video::VideoOptions options;
  options.sampling = video::FrameRate{kFps};
  options.longer_side = kLongerSide;
  return options;
}

Result<std::vector<Sight>> watch(const Watcher& watcher, video::VideoReader& reader,
                                 std::chrono::microseconds longest, base::Deadline deadline) {
  std::vector<Sight> sights;
  while (true) {
    const auto frame = reader.next(deadline);
    if (!frame) return std::unexpected(frame.error());
    if (!*frame) return sights;
    auto sight = watcher.look((*frame)->image.view(), (*frame)->time, deadline);
    if (!sight) return std::unexpected(sight.error());
    sights.push_back(*std::move(sight));
    if (sights.back().time > longest) return sights;
  }
}

}  // namespace facelatch::liveness
