// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "models/model_store.hpp"

namespace facelatch::pipeline {

/// A user's own graph.
struct NewModel {
  std::filesystem::path file;  ///< .onnx or .tflite, with all weights inside
  models::Role role = models::Role::embedder;
  std::string like;  ///< a profile of the catalogue: how it is fed and read
  std::string id;    ///< what it will be called; empty: the file's name without its ending
};

/// Checks a graph, runs it once, and registers it in the store's folder with its hash; a store
/// opened afterwards has it. Adding a listed model whose file is missing or damaged again puts the
/// file back, where it is the same one. Fails with not_found (file or profile), invalid_argument (a
/// name that is none), already_exists (the name), unsupported_format (a graph that does not fit, in
/// a sentence that says why) or unavailable; then nothing has changed.
base::Result<models::Model> add_model(const models::ModelStore& store, const NewModel& wish);

}  // namespace facelatch::pipeline
