// SPDX-License-Identifier: Apache-2.0
#include "face_json.hpp"

#include <boost/json.hpp>

namespace facelatch::cli {
namespace {

namespace json = boost::json;

json::object face_json(const pipeline::AnalysedFace& analysed, pipeline::Depth depth) {
  const auto& face = analysed.face;
  json::array landmarks;
  for (const auto& point : face.landmarks.points) landmarks.push_back({point.x, point.y});
  json::object object{{"box",
                       {{"x", face.box.x},
                        {"y", face.box.y},
                        {"width", face.box.width},
                        {"height", face.box.height}}},
                      {"score", face.score},
                      {"landmarks", std::move(landmarks)}};
  if (depth != pipeline::Depth::detect) object["quality"] = quality_json(analysed.quality);
  if (depth == pipeline::Depth::embed) {
    object["model"] = analysed.embedding.model;
    object["embedding"] =
        json::array(analysed.embedding.values.begin(), analysed.embedding.values.end());
  }
  return object;
}

}  // namespace

json::object quality_json(const quality::FaceQuality& quality) {
  return {{"total", quality.total},         {"size", quality.size},
          {"sharpness", quality.sharpness}, {"brightness", quality.brightness},
          {"contrast", quality.contrast},   {"yaw", quality.pose.yaw},
          {"pitch", quality.pose.pitch},    {"roll", quality.pose.roll}};
}

json::object json_of(const std::filesystem::path& file, const pipeline::Analysis& analysis,
                     pipeline::Depth depth) {
  json::array faces;
  for (const auto& face : analysis.faces) faces.push_back(face_json(face, depth));
  return {{"file", file.string()},
          {"width", analysis.size.width},
          {"height", analysis.size.height},
          {"faces", std::move(faces)}};
}

}  // namespace facelatch::cli
