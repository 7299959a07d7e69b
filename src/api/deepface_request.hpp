// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "api/picture_options.hpp"

namespace facelatch::api {

/// What clients of DeepFace's REST API send beside pictures. Where its defaults name a model or a
/// detector that we do not have, ours take their place; what else is sent is passed over, as there.
struct DeepFaceRequest {
  std::string model_name;        ///< "ArcFace", "SFace" or an id of ours
  std::string detector_backend;  ///< "retinaface", "mtcnn", "yunet" or an id of ours
  std::string distance_metric = "cosine";
  bool enforce_detection = true;  ///< false: without a face, the whole picture is taken for one
  bool align = true;
  bool anti_spoofing = false;
  int max_faces = 100;
};

DeepFaceRequest read_deepface_request(Fields& fields, const Service& service);

/// The analyser that is asked for. Fails as Service::analyser does, or with invalid_argument where
/// liveness is asked for.
base::Result<pipeline::Analyser> analyser_for(const Service& service,
                                              const DeepFaceRequest& request);

/// DeepFace's name of a model, or our id where it has none.
std::string deepface_name(std::string_view model_id);

/// The faces of one picture with their embeddings, never none. Fails with no_face, or as
/// Analyser::analyse does.
base::Result<pipeline::Analysis> represent(const Service& service,
                                           const pipeline::Analyser& analyser,
                                           const http::Content& picture,
                                           const DeepFaceRequest& request, base::Deadline deadline);

}  // namespace facelatch::api
