// SPDX-License-Identifier: Apache-2.0
#include "models/own_models.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <functional>
#include <sstream>
#include <system_error>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"

namespace facelatch::models {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::uint64_t kMaxCatalogueBytes = 1ULL << 20U;
constexpr unsigned kOwnerOnly = 0600;

toml::array three(const std::array<float, 3>& values) {
  toml::array array;
  for (const float value : values) array.push_back(static_cast<double>(value));
  return array;
}

toml::table table_of(const InputSpec& input) {
  return toml::table{{"layout", name_of(input.layout)},
                     {"width", input.width},
                     {"height", input.height},
                     {"batch", input.batch},
                     {"channels", name_of(input.channels)},
                     {"mean", three(input.mean)},
                     {"scale", static_cast<double>(input.scale)},
                     {"deviation", three(input.deviation)}};
}

toml::table table_of(const Model& model) {
  toml::array files;
  for (const auto& file : model.files) {
    files.push_back(toml::table{{"part", file.part},
                                {"name", file.name},
                                {"sha256", file.sha256},
                                {"bytes", static_cast<std::int64_t>(file.bytes)}});
  }
  toml::table thresholds;
  for (const auto& [name, value] : model.thresholds) thresholds.insert(name, value);
  return toml::table{{"id", model.id},
                     {"role", name_of(model.role)},
                     {"family", model.family},
                     {"like", model.like},
                     {"title", model.title},
                     {"licence", model.licence},
                     {"file", std::move(files)},
                     {"input", table_of(model.input)},
                     {"output", toml::table{{"size", model.embedding_size}}},
                     {"thresholds", std::move(thresholds)}};
}

/// Replaces the user's catalogue with what `change` makes of it, alone in the folder.
Result<void> change_own_models(const std::filesystem::path& folder,
                               const std::function<Result<void>(std::vector<Model>&)>& change) {
  // A lock of its own: the catalogue is replaced, and a lock on it would stay with the old file.
  const auto held = base::lock_file(folder / ".user-models.lock");
  if (!held.is_open()) {
    return failure(ErrorCode::unavailable,
                   fmt::format("The models folder {} cannot be written.", folder.string()));
  }
  auto own = read_own_models(folder);
  if (!own) return std::unexpected(own.error());
  if (auto done = change(*own); !done) return done;
  return base::write_text(folder / kUserCatalogue, format_own_models(*own), kOwnerOnly);
}

}  // namespace

Result<std::vector<Model>> read_own_models(const std::filesystem::path& folder) {
  const auto path = folder / kUserCatalogue;
  const auto text = base::read_text(path, kMaxCatalogueBytes);
  if (!text) {
    if (text.error().code == ErrorCode::not_found) return std::vector<Model>{};
    return std::unexpected(text.error());
  }
  auto catalogue = parse_catalogue(*text);
  if (!catalogue) {
    return failure(ErrorCode::corrupt,
                   fmt::format("{} cannot be read: {}", path.string(), catalogue.error().message));
  }
  return std::move(catalogue->models);
}

std::string format_own_models(std::span<const Model> own) {
  toml::array list;
  for (const auto& model : own) list.push_back(table_of(model));
  std::ostringstream text;
  text << "# SPDX-License-Identifier: Apache-2.0\n"
          "# Written by `facelatch models add`; the keys are those of facelatch's own catalogue.\n"
       << toml::table{{"schema", 1}, {"model", std::move(list)}} << '\n';
  return text.str();
}

Result<ModelFile> store_own_file(const std::filesystem::path& folder, std::string_view id,
                                 std::string_view ending, std::span<const std::uint8_t> content) {
  std::error_code error;
  if (std::filesystem::create_directories(folder, error)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  const auto hash = base::sha256_hex(content);
  const auto name = fmt::format("own-{}-{}{}", id, std::string_view(hash).substr(0, 12), ending);
  if (auto done = base::write_file(folder / name, content, kOwnerOnly); !done) {
    return std::unexpected(done.error());
  }
  return ModelFile{"", name, hash, content.size(), std::string(kAddedByUser)};
}

Result<void> list_own_model(const std::filesystem::path& folder, const Model& model) {
  return change_own_models(folder, [&](std::vector<Model>& own) -> Result<void> {
    if (std::ranges::find(own, model.id, &Model::id) != own.end()) {
      return failure(ErrorCode::already_exists,
                     fmt::format("There is a model of the name {} already.", model.id));
    }
    own.push_back(model);
    return {};
  });
}

Result<void> remove_own_model(const std::filesystem::path& folder, std::string_view id) {
  std::vector<ModelFile> files;
  const auto done = change_own_models(folder, [&](std::vector<Model>& own) -> Result<void> {
    const auto found = std::ranges::find(own, id, &Model::id);
    if (found == own.end()) {
      return failure(ErrorCode::not_found, "No model of that name was added by you.");
    }
    files = found->files;
    own.erase(found);
    return {};
  });
  if (!done) return done;
  // Only now: a file without an entry is waste, an entry without its file would be an error.
  std::error_code ignored;
  for (const auto& file : files) std::filesystem::remove(folder / file.name, ignored);
  return {};
}

}  // namespace facelatch::models
