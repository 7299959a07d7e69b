// SPDX-License-Identifier: Apache-2.0
#include "api/face_text.hpp"

#include <array>

#include "api/embedding_text.hpp"
#include "api/json_object.hpp"
#include "base/base64.hpp"
#include "imaging/encode.hpp"

namespace facelatch::api {
namespace {

constexpr int kCropQuality = 95;  ///< of a JPEG: crops are small, and may be embedded again

void append_box(std::string& json, const vision::Box& box) {
  JsonObject object(json);
  object.add("x", box.x).add("y", box.y).add("width", box.width).add("height", box.height);
  object.close();
}

void append_landmarks(std::string& json, const vision::Landmarks& landmarks) {
  json += '[';
  for (const auto& point : landmarks.points) {
    if (json.back() != '[') json += ',';
    http::append_json_array(json, std::array{point.x, point.y});
  }
  json += ']';
}

void append_quality(std::string& json, const quality::FaceQuality& quality) {
  JsonObject object(json);
  object.add("total", quality.total)
      .add("size", quality.size)
      .add("sharpness", quality.sharpness)
      .add("brightness", quality.brightness)
      .add("contrast", quality.contrast)
      .add("yaw", quality.pose.yaw)
      .add("pitch", quality.pose.pitch)
      .add("roll", quality.pose.roll);
  object.close();
}

base::Result<std::string> crop_base64(const imaging::Image& crop, CropText format) {
  const auto bytes = format == CropText::png ? imaging::encode_png(crop.view())
                                             : imaging::encode_jpeg(crop.view(), kCropQuality);
  if (!bytes) return std::unexpected(bytes.error());
  return base::to_base64(*bytes);
}

}  // namespace

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
  append_box(object.member("box"), face.face.box);
  object.add("score", face.face.score);
  append_landmarks(object.member("landmarks"), face.face.landmarks);
  if (format.depth != pipeline::Depth::detect) {
    append_quality(object.member("quality"), face.quality);
  }
  if (format.embedding != EmbeddingText::none) {
    append_embedding(object.member("embedding"), face.embedding, format.embedding);
  }
  if (format.crop != CropText::none) {
    const auto crop = crop_base64(face.crop, format.crop);
    if (!crop) return std::unexpected(crop.error());
    object.add("crop", *crop);
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
