// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "api/face_text.hpp"
#include "api/picture_options.hpp"

namespace facelatch::api {

/// What /v1/embed and /v1/batch/embed may be told beside PictureOptions: encoding and crops.
struct EmbedOptions {
  PictureOptions picture;
  FaceText text;
};

EmbedOptions default_embed_options(const Service& service);

/// encoding and crops
void read_face_text(Fields& fields, FaceText& text);

void read_embed_options(Fields& fields, const Service& service, EmbedOptions& options);

/// The faces and embeddings of one picture. Fails with no_face or low_quality where none is left,
/// else as Analyser::analyse does.
base::Result<pipeline::Analysis> embed(const pipeline::Analyser& analyser,
                                       const http::Content& picture, const EmbedOptions& options,
                                       base::Deadline deadline);

}  // namespace facelatch::api
