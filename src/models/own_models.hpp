// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "models/catalogue.hpp"

// The models that a user adds: their files in the models folder and the catalogue beside them.
// Processes that change the same folder wait for each other.
namespace facelatch::models {

/// The name of the user's catalogue within the models folder.
inline constexpr std::string_view kUserCatalogue = "user-models.toml";

/// The largest file of a model, bytes.
inline constexpr std::uint64_t kMaxModelBytes = 2ULL << 30U;

/// The models of the user's catalogue in `folder`; none where there is no such file. Fails with
/// corrupt, naming the file.
base::Result<std::vector<Model>> read_own_models(const std::filesystem::path& folder);

/// The TOML of a user's catalogue, which parse_catalogue() reads back to the same models.
std::string format_own_models(std::span<const Model> own);

/// Writes `content` into `folder`, which is made where it is missing, under a name of its own: it
/// tells the model's id and a part of the hash, so that no two contents ever share a name (compiled
/// graphs are cached by it). `ending` is that of the file, such as ".onnx". The model is not listed
/// yet. Fails with unavailable.
base::Result<ModelFile> store_own_file(const std::filesystem::path& folder, std::string_view id,
                                       std::string_view ending,
                                       std::span<const std::uint8_t> content);

/// Lists `model`, whose file is stored. Fails with already_exists where the user's catalogue has
/// its id, or as read_own_models().
base::Result<void> list_own_model(const std::filesystem::path& folder, const Model& model);

/// Takes the model out of the catalogue and deletes its files. Fails with not_found where the user
/// added none of that id.
base::Result<void> remove_own_model(const std::filesystem::path& folder, std::string_view id);

}  // namespace facelatch::models
