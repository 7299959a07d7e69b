// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "imaging/image.hpp"
#include "pipeline/analyser.hpp"
#include "similarity/embedding.hpp"

namespace facelatch::tracking {

/// The default networks, loaded once.
const pipeline::Analyser& analyser();

/// A head out of a photograph, to be moved about in frames of our own making.
struct Portrait {
  imaging::Image head;  ///< 150x200, some more than the face
  similarity::Embedding embedding;
};

/// The largest face of a picture of the shared data.
Portrait portrait_in(const std::string& name);

/// `source` in `target` with its corner at (left, top); what reaches beyond the sides is cut off.
void paste(imaging::Image& target, const imaging::Image& source, int left, int top);

}  // namespace facelatch::tracking
