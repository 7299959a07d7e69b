// SPDX-License-Identifier: Apache-2.0
#include "api/unaligned.hpp"

#include "embedding/alignment.hpp"

namespace facelatch::api {

base::Result<pipeline::Analysis> embed_unaligned(const pipeline::Analyser& analyser,
                                                 const http::Content& picture,
                                                 const imaging::DecodeLimits& limits,
                                                 const vision::FaceList& faces,
                                                 base::Deadline deadline) {
  const auto decoded = imaging::decode(picture.bytes(), {.limits = limits});
  if (!decoded) return std::unexpected(decoded.error());
  const auto size = decoded->original;
  vision::Face whole;
  whole.box = {0, 0, static_cast<float>(size.width), static_cast<float>(size.height)};
  const auto& boxes = faces.empty() ? vision::FaceList{whole} : faces;

  const auto& input = analyser.embedder().model().input;
  pipeline::Analysis analysis{.size = size};
  std::vector<imaging::Image> crops;
  for (const auto& face : boxes) {
    auto crop = embedding::crop_box(decoded->image.view(), face.box, {input.width, input.height});
    if (!crop) return std::unexpected(crop.error());
    crops.push_back(*std::move(crop));
    analysis.faces.push_back({.face = face});
  }
  auto embeddings = analyser.embedder().embed(crops, embedding::Mirror::off, deadline);
  if (!embeddings) return std::unexpected(embeddings.error());
  for (std::size_t i = 0; i < embeddings->size(); ++i) {
    analysis.faces[i].embedding = std::move((*embeddings)[i]);
  }
  return analysis;
}

}  // namespace facelatch::api
