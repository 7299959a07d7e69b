// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "base/result.hpp"
#include "inference/network.hpp"
#include "models/catalogue.hpp"

namespace facelatch::embedding {

/// Reads off a user's graph what its profile leaves open: the layout (channels first or last), the
/// batch (fixed or 0) and the size of the embedding, which is the first output. `model` is the
/// profile with an id. Fails with unsupported_format in a sentence that tells what the graph takes
/// or gives and what is needed.
base::Result<models::Model> fitted_to_graph(models::Model model, const inference::Network& network);

}  // namespace facelatch::embedding
