// SPDX-License-Identifier: Apache-2.0
#include "api/camera_watch.hpp"

#include <utility>
#include <vector>

#include "api/camera_text.hpp"
#include "imaging/encode.hpp"

namespace facelatch::api {
namespace {

/// Between two frames that are looked at and shown: twelve a second look smooth, and cost half of
/// what cameras send, or less: how fast they are is not for them to decide.
constexpr std::chrono::milliseconds kApart{80};
constexpr int kJpegQuality = 78;
constexpr int kMostFaces = 64;
constexpr std::size_t kMostKnown = 1024;
constexpr std::chrono::seconds kLookUpEvery{1};

tracking::FrameTrackerOptions tracker_options(const recognition::Recogniser& recogniser) {
  tracking::FrameTrackerOptions options;
  options.search.detect.max_faces = kMostFaces;
  options.search_every = tracking::kLiveSearchEvery;
  options.same_person_from = recogniser.same_person_limit();
  return options;
}

}  // namespace

CameraWatch::CameraWatch(pipeline::Analyser analyser, recognition::Recogniser& recogniser,
                         const CameraEyes& eyes, const std::string& camera)
    : tracker_(std::move(analyser), tracker_options(recogniser)),
      names_(recogniser, eyes.far, "camera " + camera),
      people_(&eyes.people->store().people()) {}

base::Result<CameraWatch> CameraWatch::create(const CameraEyes& eyes, const std::string& camera) {
  const auto models = eyes.loader->models();
  if (!models) return std::unexpected(models.error());
  auto analyser = (*models)->find({}, {});
  if (!analyser) return std::unexpected(analyser.error());
  const auto recogniser = eyes.people->recogniser(*analyser);
  if (!recogniser) return std::unexpected(recogniser.error());
  return CameraWatch(*std::move(analyser), **recogniser, eyes, camera);
}

base::Result<std::optional<CameraNews>> CameraWatch::look_at(const video::Frame& frame) {
  if (looked_ && frame.received - *looked_ < kApart) return std::nullopt;
  looked_ = frame.received;
  const auto time = std::chrono::duration_cast<std::chrono::microseconds>(frame.received - begun_);
  const auto seen = tracker_.next(frame.image.view(), time);
  if (!seen) return std::unexpected(seen.error());
  if (const auto done = name(*seen); !done) return std::unexpected(done.error());
  const auto picture = imaging::encode_jpeg(frame.image.view(), kJpegQuality);
  if (!picture) return std::unexpected(picture.error());
  return CameraNews{camera_frame_text(++number_, *seen, known_),
                    std::string(picture->begin(), picture->end())};
}

base::Result<void> CameraWatch::name(const tracking::TrackedFrame& frame) {
  std::vector<int> tracks;
  tracks.reserve(frame.faces.size());
  for (const auto& face : frame.faces) tracks.push_back(face.track);
  for (const auto& event : presence_.next(frame.time, tracks)) {
    if (event.kind != tracking::PresenceEvent::Kind::left) continue;
    names_.forget(event.track);
    known_.erase(event.track);
  }
  const auto named = names_.look_at(frame);
  if (!named) return std::unexpected(named.error());
  for (const auto& each : *named) {
    const auto person = people_->find(each.person_id);
    // Who was deleted meanwhile is nobody.
    if (person) known_.insert_or_assign(each.track, SeenPerson{person->id, person->data.name});
    // Who never arrived never leaves: the oldest of them go in time.
    if (known_.size() > kMostKnown) known_.erase(known_.begin());
  }
  look_up_again(frame);
  return {};
}

void CameraWatch::look_up_again(const tracking::TrackedFrame& frame) {
  if (frame.time - looked_up_ < kLookUpEvery) return;
  looked_up_ = frame.time;
  for (const auto& face : frame.faces) {
    const auto known = known_.find(face.track);
    if (known == known_.end()) continue;
    const auto person = people_->find(known->second.id);
    if (person) {
      known->second.name = person->data.name;
      continue;
    }
    known_.erase(known);
    names_.forget(face.track);
  }
}

}  // namespace facelatch::api
