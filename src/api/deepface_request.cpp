// SPDX-License-Identifier: Apache-2.0
#include "api/deepface_request.hpp"

#include <algorithm>
#include <array>

#include "api/unaligned.hpp"

namespace facelatch::api {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kModelNames{
    {{"ArcFace", "arcface"}, {"SFace", "sface"}}};

std::string id_of(std::string_view name) {
  const auto known =
      std::ranges::find(kModelNames, name, &std::pair<std::string_view, std::string_view>::first);
  return std::string(known == kModelNames.end() ? name : known->second);
}

}  // namespace

std::string deepface_name(std::string_view model_id) {
  const auto known = std::ranges::find(kModelNames, model_id,
                                       &std::pair<std::string_view, std::string_view>::second);
  return std::string(known == kModelNames.end() ? model_id : known->first);
}

DeepFaceRequest read_deepface_request(Fields& fields, const Service& service) {
  DeepFaceRequest request;
  fields.read_text("model_name", request.model_name);
  fields.read_text("detector_backend", request.detector_backend);
  fields.read_text("distance_metric", request.distance_metric);
  fields.read_flag("enforce_detection", request.enforce_detection);
  fields.read_flag("align", request.align);
  fields.read_flag("anti_spoofing", request.anti_spoofing);
  fields.read_integer("max_faces", {1, service.limits.faces}, request.max_faces);
  return request;
}

base::Result<pipeline::Analyser> analyser_for(const Service& service,
                                              const DeepFaceRequest& request) {
  if (request.anti_spoofing) {
    return base::failure(base::ErrorCode::invalid_argument,
                         "This route does not look for spoofs: leave anti_spoofing out.");
  }
  return service.analyser(request.detector_backend, id_of(request.model_name));
}

base::Result<pipeline::Analysis> represent(const Service& service,
                                           const pipeline::Analyser& analyser,
                                           const http::Content& picture,
                                           const DeepFaceRequest& request,
                                           base::Deadline deadline) {
  auto options = default_picture_options(service);
  options.analyse.search.detect.max_faces = request.max_faces;
  if (!request.align) options.analyse.depth = pipeline::Depth::detect;
  auto analysis = analyse(analyser, picture, options, deadline);
  if (!analysis) return analysis;
  const bool is_empty = analysis->faces.empty();
  if (is_empty && request.enforce_detection) return no_face();
  if (request.align && !is_empty) return analysis;
  vision::FaceList faces;
  for (const auto& found : analysis->faces) faces.push_back(found.face);
  auto limits = options.analyse.limits;
  limits.deadline = deadline;
  return embed_unaligned(analyser, picture, limits, faces, deadline);
}

}  // namespace facelatch::api
