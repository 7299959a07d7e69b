// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "api/json_object.hpp"
#include "base/result.hpp"
#include "pipeline/analyser.hpp"

namespace facelatch::api {

enum class EmbeddingText { none, numbers, base64 };
enum class CropText { none, jpeg, png };

/// What is told of each face beside box, score and landmarks.
struct FaceText {
  pipeline::Depth depth = pipeline::Depth::detect;  ///< quality from Depth::align on
  EmbeddingText embedding = EmbeddingText::none;
  CropText crop = CropText::none;
};

/// Appends one face as JSON; names and units are those of the command line and of openapi.json.
/// Fails with internal where a crop cannot be encoded.
base::Result<void> append_face(std::string& json, const pipeline::AnalysedFace& face,
                               const FaceText& format);

/// Appends {"x", "y", "width", "height"}.
void append_box(std::string& json, const vision::Box& box);
/// Adds box, score and landmarks.
void add_face(JsonObject& object, const vision::Face& face);
void add_quality(JsonObject& object, const quality::FaceQuality& quality);
/// Adds the aligned crop in base64; not none. Fails with internal where it cannot be encoded.
base::Result<void> add_crop(JsonObject& object, const imaging::Image& crop, CropText format);

/// All faces as a JSON array; fails as append_face does.
base::Result<std::string> faces_json(const pipeline::Analysis& analysis, const FaceText& format);

/// Appends one embedding; not none.
void append_embedding(std::string& json, const similarity::Embedding& embedding,
                      EmbeddingText format);

}  // namespace facelatch::api
