// SPDX-License-Identifier: Apache-2.0
#include "api/embed_options.hpp"

namespace facelatch::api {
namespace {

constexpr Names<EmbeddingText, 2> kEncodings{
    {{"numbers", EmbeddingText::numbers}, {"base64", EmbeddingText::base64}}};
constexpr Names<CropText, 3> kCrops{
    {{"none", CropText::none}, {"jpeg", CropText::jpeg}, {"png", CropText::png}}};

}  // namespace

EmbedOptions default_embed_options(const Service& service) {
  return {default_picture_options(service),
          {.depth = pipeline::Depth::embed, .embedding = EmbeddingText::numbers}};
}

void read_face_text(Fields& fields, FaceText& text) {
  fields.read_choice("encoding", kEncodings, text.embedding);
  fields.read_choice("crops", kCrops, text.crop);
}

void read_embed_options(Fields& fields, const Service& service, EmbedOptions& options) {
  read_picture_options(fields, service, options.picture);
  read_face_text(fields, options.text);
}

base::Result<pipeline::Analysis> embed(const pipeline::Analyser& analyser,
                                       const http::Content& picture, const EmbedOptions& options,
                                       base::Deadline deadline) {
  auto every_quality = options.picture;
  every_quality.min_quality = 0;
  auto analysis = analyse(analyser, picture, every_quality, deadline);
  if (!analysis) return analysis;
  if (analysis->faces.empty()) return no_face();
  keep_good(*analysis, options.picture.min_quality);
  if (!analysis->faces.empty()) return analysis;
  return base::failure(base::ErrorCode::low_quality,
                       "No face in the picture has the quality that was asked for.");
}

}  // namespace facelatch::api
