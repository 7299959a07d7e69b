// SPDX-License-Identifier: Apache-2.0
#include "video_json.hpp"

#include <boost/json.hpp>

#include "face_json.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

json::array values_json(const similarity::Embedding& embedding) {
  return json::array(embedding.values.begin(), embedding.values.end());
}

json::object frame_json(const tracking::Observation& seen) {
  const auto& box = seen.face.box;
  return {{"frame", seen.frame},
          {"seconds", seconds(seen.time)},
          {"box", {{"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}}},
          {"score", seen.face.score},
          {"quality", quality_json(seen.quality)},
          {"verdict", tracking::name_of(seen.verdict)},
          {"reason", tracking::sentence_of(seen.verdict)}};
}

json::object track_json(const tracking::Track& track) {
  json::array frames;
  for (const auto& seen : track.observations) frames.push_back(frame_json(seen));
  for (const auto& kept : track.crops) {
    if (!kept.embedding) continue;
    frames[kept.observation].as_object()["embedding"] = values_json(*kept.embedding);
  }
  json::object object{{"id", track.id},
                      {"first_seconds", seconds(track.observations.front().time)},
                      {"last_seconds", seconds(track.observations.back().time)},
                      {"frames", std::move(frames)}};
  if (track.mean) {
    object["model"] = track.mean->model;
    object["embedding"] = values_json(*track.mean);
  }
  return object;
}

}  // namespace

json::object json_of(const std::filesystem::path& file, const tracking::VideoTracks& video) {
  json::array tracks;
  for (const auto& track : video.tracks) tracks.push_back(track_json(track));
  json::array warnings;
  for (const auto& warning : video.video.warnings()) warnings.emplace_back(warning);
  if (video.has_more_tracks) warnings.emplace_back("There are more people than tracks were kept.");
  json::object object{{"file", file.string()},
                      {"container", video::name_of(video.video.container)},
                      {"codec", video::name_of(video.video.codec)},
                      {"width", video.video.original.width},
                      {"height", video.video.original.height},
                      {"frames_decoded", video.video.decoded},
                      {"frames_seen", video.frames_seen},
                      {"cuts", video.cuts},
                      {"processing_seconds", seconds(video.time)},
                      {"warnings", std::move(warnings)},
                      {"main_track", nullptr},
                      {"tracks", std::move(tracks)}};
  if (const auto* main = video.main()) object["main_track"] = main->id;
  return object;
}

}  // namespace facelatch::cli
