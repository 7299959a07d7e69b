// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>

#include "base/deadline.hpp"
#include "http/content.hpp"
#include "imaging/decode.hpp"
#include "pipeline/analyser.hpp"

namespace facelatch::api {

/// The embeddings of boxes as they lie in a picture, without alignment; no boxes: of the whole
/// picture, as one face of score 0 without landmarks. Much less accurate than aligned faces: for
/// clients of DeepFace that ask for it. Fails as imaging::decode and FaceEmbedder::embed do.
base::Result<pipeline::Analysis> embed_unaligned(const pipeline::Analyser& analyser,
                                                 const http::Content& picture,
                                                 const imaging::DecodeLimits& limits,
                                                 const vision::FaceList& faces,
                                                 base::Deadline deadline);

}  // namespace facelatch::api
