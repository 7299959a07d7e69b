// SPDX-License-Identifier: Apache-2.0
#include "api/video_text.hpp"

#include <algorithm>
#include <chrono>

namespace facelatch::api {
namespace {

using tracking::Track;

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

/// The kept crops of a track by their observation.
const tracking::KeptCrop* crop_of(const Track& track, std::size_t observation) {
  const auto found =
      std::ranges::lower_bound(track.crops, observation, {}, &tracking::KeptCrop::observation);
  return found != track.crops.end() && found->observation == observation ? &*found : nullptr;
}

base::Result<void> append_frame(std::string& json, const Track& track, std::size_t index,
                                const FaceText& format) {
  const auto& seen = track.observations[index];
  JsonObject object(json);
  object.add("frame", seen.frame).add("seconds", seconds(seen.time));
  add_face(object, seen.face);
  add_quality(object, seen.quality);
  object.add("verdict", tracking::name_of(seen.verdict))
      .add("reason", tracking::sentence_of(seen.verdict));
  if (const auto* kept = crop_of(track, index); kept != nullptr && kept->embedding) {
    append_embedding(object.member("embedding"), *kept->embedding, format.embedding);
    if (format.crop != CropText::none) {
      if (const auto added = add_crop(object, kept->crop, format.crop); !added) return added;
    }
  }
  object.close();
  return {};
}

base::Result<void> append_frames(std::string& json, const Track& track, const VideoText& format) {
  json += '[';
  bool is_first = true;
  for (std::size_t i = 0; i < track.observations.size(); ++i) {
    const bool is_chosen = track.observations[i].verdict == tracking::Verdict::chosen;
    if (format.frames == TrackFrames::chosen && !is_chosen) continue;
    if (!is_first) json += ',';
    is_first = false;
    if (const auto done = append_frame(json, track, i, format.face); !done) return done;
  }
  json += ']';
  return {};
}

/// Fewer say too little: one frame in a reflection or a shadow would decide.
constexpr std::size_t kFewestForLiveness = 3;

void append_liveness(std::string& json, const Track& track, const liveness::Fusion& fusion) {
  JsonObject object(json);
  object.add("frames", track.passive.size())
      .add("threshold", fusion.threshold)
      .add("pattern", liveness::shows_pattern(track.passive));
  if (track.passive.size() < kFewestForLiveness) {
    object.add("outcome", "unknown").add_null("log_odds");
  } else {
    object.add("outcome", fusion.is_live(track.passive) ? "live" : "not_live")
        .add("log_odds", fusion.log_odds(track.passive));
  }
  object.close();
}

base::Result<void> append_track(std::string& json, const Track& track, const VideoText& format) {
  JsonObject object(json);
  object.add("id", track.id)
      .add("first_seconds", seconds(track.observations.front().time))
      .add("last_seconds", seconds(track.observations.back().time))
      .add("seen", track.observations.size());
  if (track.mean) {
    append_embedding(object.member("embedding"), *track.mean, format.face.embedding);
  } else {
    object.add_null("embedding");
  }
  if (format.fusion) append_liveness(object.member("liveness"), track, *format.fusion);
  if (const auto done = append_frames(object.member("frames"), track, format); !done) return done;
  object.close();
  return {};
}

base::Result<void> append_tracks(std::string& json, const tracking::VideoTracks& video,
                                 const VideoText& format) {
  json += '[';
  for (const auto& track : video.tracks) {
    if (&track != &video.tracks.front()) json += ',';
    if (const auto done = append_track(json, track, format); !done) return done;
  }
  json += ']';
  return {};
}

void append_warnings(std::string& json, const tracking::VideoTracks& video) {
  auto warnings = video.video.warnings();
  if (video.has_more_tracks) {
    warnings.emplace_back("There are more people than tracks were kept.");
  }
  append_array(json, warnings, [](std::string& text, const std::string& warning) {
    http::append_json_string(text, warning);
  });
}

}  // namespace

base::Result<std::string> video_json(const tracking::VideoTracks& video,
                                     const pipeline::Analyser& analyser, const VideoText& format) {
  std::string json;
  JsonObject object(json);
  object.add("container", video::name_of(video.video.container))
      .add("codec", video::name_of(video.video.codec))
      .add("width", video.video.original.width)
      .add("height", video.video.original.height)
      .add("frames_decoded", video.video.decoded)
      .add("frames_seen", video.frames_seen)
      .add("cuts", video.cuts)
      .add("processing_seconds", seconds(video.time))
      .add("detector", analyser.detector_id())
      .add("model", analyser.model_id());
  append_warnings(object.member("warnings"), video);
  if (const auto* main = video.main()) {
    object.add("main_track", main->id);
  } else {
    object.add_null("main_track");
  }
  if (const auto done = append_tracks(object.member("tracks"), video, format); !done) {
    return std::unexpected(done.error());
  }
  object.close();
  return json;
}

}  // namespace facelatch::api
