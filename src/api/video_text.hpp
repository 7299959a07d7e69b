// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "api/face_text.hpp"
#include "liveness/fusion.hpp"
#include "tracking/video_tracks.hpp"

namespace facelatch::api {

/// Which of the looked-at frames of a track are told.
enum class TrackFrames {
  all,     ///< each with the reason why it was taken or refused
  chosen,  ///< those with an embedding
};

/// What is told of a video's tracks.
struct VideoText {
  FaceText face{.depth = pipeline::Depth::embed, .embedding = EmbeddingText::numbers};
  TrackFrames frames = TrackFrames::all;
  /// Where it is there, each track is told with whether it is of a living person, by
  /// Track::passive.
  std::optional<liveness::Fusion> fusion;
};

/// The answer of POST /v1/video, as openapi.json describes it. Fails as append_face does.
base::Result<std::string> video_json(const tracking::VideoTracks& video,
                                     const pipeline::Analyser& analyser, const VideoText& format);

}  // namespace facelatch::api
