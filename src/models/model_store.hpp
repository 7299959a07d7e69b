// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "inference/network.hpp"
#include "models/catalogue.hpp"

namespace facelatch::models {

enum class FileState { ready, missing, altered };
std::string_view name_of(FileState state);

/// The folder of model files with the catalogue that pins them. Nothing is ever fetched from here.
/// Immutable after open(); thread-safe.
class ModelStore {
 public:
  /// FACELATCH_MODELS, or `models` in the data folder.
  static std::filesystem::path default_folder();

  /// The built-in catalogue and, where it exists, the user's own in `folder` (own_models.hpp).
  /// The folder need not exist. Fails with corrupt where the user's catalogue cannot be read.
  static base::Result<ModelStore> open(const std::filesystem::path& folder = default_folder());

  [[nodiscard]] const Catalogue& catalogue() const { return catalogue_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  /// Hashes the file. Cost: one read of it.
  [[nodiscard]] FileState state_of(const ModelFile& file) const;

  /// The network of one part of a model, its file's size and hash checked first. Fails with
  /// unavailable (missing) or corrupt (truncated, altered), in a sentence that names the file and
  /// the command that mends it.
  [[nodiscard]] base::Result<inference::Network> load(const Model& model, std::string_view part,
                                                      inference::NetworkOptions options) const;

 private:
  ModelStore(std::filesystem::path folder, Catalogue catalogue)
      : folder_(std::move(folder)), catalogue_(std::move(catalogue)) {}

  std::filesystem::path folder_;
  Catalogue catalogue_;
};

}  // namespace facelatch::models
