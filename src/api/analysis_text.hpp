// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "api/face_text.hpp"
#include "api/json_object.hpp"

namespace facelatch::api {

/// Adds what v1 says of one picture: width, height, detector, model (of embeddings), faces,
/// times_ms. Fails as append_face does.
base::Result<void> add_analysis(JsonObject& object, const pipeline::Analyser& analyser,
                                const pipeline::Analysis& analysis, const FaceText& format);

}  // namespace facelatch::api
