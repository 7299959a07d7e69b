// SPDX-License-Identifier: Apache-2.0
#include "models/model_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/file.hpp"
#include "base/paths.hpp"
#include "base/sha256.hpp"
#include "models/own_models.hpp"

namespace facelatch::models {
namespace {

using base::ErrorCode;
using base::failure;

/// The command that puts the file of `model` back in place.
std::string remedy_for(const Model& model) {
  if (!model.is_own()) return fmt::format("facelatch models fetch {}", model.id);
  return fmt::format("facelatch models add FILE --role {} --like {} --name {}", name_of(model.role),
                     model.like, model.id);
}

}  // namespace

std::string_view name_of(FileState state) {
  switch (state) {
    case FileState::ready:
      return "ready";
    case FileState::missing:
      return "missing";
    case FileState::altered:
      break;
  }
  return "altered";
}

std::filesystem::path ModelStore::default_folder() {
  if (const char* folder = std::getenv("FACELATCH_MODELS"); folder != nullptr && *folder != 0) {
    return folder;
  }
  return base::data_folder() / "models";
}

base::Result<ModelStore> ModelStore::open(const std::filesystem::path& folder) {
  auto catalogue = parse_catalogue(built_in_catalogue_text());
  if (!catalogue) return std::unexpected(catalogue.error());
  auto own = read_own_models(folder);
  if (!own) return std::unexpected(own.error());
  // A user's model cannot take the name of a built-in one: find() returns the first.
  std::ranges::move(*own, std::back_inserter(catalogue->models));
  return ModelStore(folder, *std::move(catalogue));
}

FileState ModelStore::state_of(const ModelFile& file) const {
  const auto content = base::read_file(folder_ / file.name, kMaxModelBytes);
  if (!content) {
    return content.error().code == ErrorCode::not_found ? FileState::missing : FileState::altered;
  }
  const bool same = content->size() == file.bytes && base::sha256_hex(*content) == file.sha256;
  return same ? FileState::ready : FileState::altered;
}

base::Result<inference::Network> ModelStore::load(const Model& model, std::string_view part,
                                                  inference::NetworkOptions options) const {
  const auto file = std::ranges::find(model.files, part, &ModelFile::part);
  if (file == model.files.end()) {
    return failure(ErrorCode::internal,
                   fmt::format("The model {} has no part of that name.", model.id));
  }
  const auto path = folder_ / file->name;
  const auto state = state_of(*file);
  if (state == FileState::ready) {
    if (options.cache_folder.empty()) options.cache_folder = base::cache_folder() / "compiled";
    return inference::Network::load(path, options);
  }
  const bool missing = state == FileState::missing;
  return failure(missing ? ErrorCode::unavailable : ErrorCode::corrupt,
                 fmt::format("The model file {} is {}: run `{}`.", path.string(),
                             missing ? "missing" : "damaged or altered", remedy_for(model)));
}

}  // namespace facelatch::models
