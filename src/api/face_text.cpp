// SPDX-License-Identifier: Apache-2.0
#include "api/face_text.hpp"

#include <array>

#include "api/embedding_text.hpp"
#include "base/base64.hpp"
#include "imaging/encode.hpp"

namespace facelatch::api {
namespace {

constexpr int kCropQuality = 95;  ///< of a JPEG: crops are small, and may be embedded again

void append_landmarks(std::string& json, const vision::Landmarks& landmarks) {
  json += '[';
  for (const auto& point : landmarks.points) {
    if (json.back() != '[') json += ',';
    http::append_json_array(json, std::array{point.x, point.y});
  }
  json += ']';
}

}  // namespace

void append_box(std::string& json, const vision::Box& box) {
  JsonObject object(json);
  object.add("x", box.x).add("y", box.y).add("width", box.width).add("height", box.height);
  object.close();
}

void add_face(JsonObject& object, const vision::Face& face) {
  append_box(object.member("box"), face.box);
  object.add("score", face.score);
  append_landmarks(object.member("landmarks"), face.landmarks);
}

void add_quality(JsonObject& object, const quality::FaceQuality& quality) {
  JsonObject inner(object.member("quality"));
  inner.add("total", quality.total)
      .add("size", quality.size)
      .add("sharpness", quality.sharpness)
      .add("brightness", quality.brightness)
      .add("contrast", quality.contrast)
      .add("yaw", quality.pose.yaw)
      .add("pitch", quality.pose.pitch)
      .add("roll", quality.pose.roll);
  inner.close();
}

base::Result<void> add_crop(JsonObject& object, const imaging::Image& crop, CropText format) {
  const auto bytes = format == CropText::png ? imaging::encode_png(crop.view())
                                             : imaging::encode_jpeg(crop.view(), kCropQuality);
  if (!bytes) return std::unexpected(bytes.error());
  object.add("crop", base::to_base64(*bytes));
  return {};
}

void append_embedding(std::string& json, const similarity::Embedding& embedding,
                      EmbeddingText format) {
  if (format == EmbeddingText::base64) {
    http::append_json_string(json, float32_base64(embedding.values));
  } else {
    http::append_json_array(json, embedding.values);
  }
}

base::Result<void> append_face(std::string& json, const pipeline::AnalysedFace& face,
                               const FaceText& format) {
  JsonObject object(json);
  add_face(object, face.face);
  if (format.depth != pipeline::Depth::detect) add_quality(object, face.quality);
  if (format.embedding != EmbeddingText::none) {
    append_embedding(object.member("embedding"), face.embedding, format.embedding);
  }
  if (format.crop != CropText::none) {
    if (const auto added = add_crop(object, face.crop, format.crop); !added) return added;
  }
  object.close();
  return {};
}

base::Result<std::string> faces_json(const pipeline::Analysis& analysis, const FaceText& format) {
  std::string json = "[";
  for (const auto& face : analysis.faces) {
    if (json.size() > 1) json += ',';
    if (const auto done = append_face(json, face, format); !done) {
      return std::unexpected(done.error());
    }
  }
  json += ']';
  return json;
}

}  // namespace facelatch::api
