// SPDX-License-Identifier: Apache-2.0
#include "pipeline/add_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <vector>

#include "base/file.hpp"
#include "base/plain_name.hpp"
#include "base/sha256.hpp"
#include "embedding/face_embedder.hpp"
#include "embedding/graph_fit.hpp"
#include "models/graph_file.hpp"
#include "models/own_models.hpp"
#include "vision/detectors.hpp"

namespace facelatch::pipeline {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;
using models::Model;
using models::ModelStore;

/// With what is added to it, the name of the stored file stays a plain name.
constexpr std::size_t kMaxIdLetters = 64;

/// Whether the file is what its ending says, as far as its frame tells. Asked first because
/// OpenVINO tries every kind of graph that it knows on other files, and complains on the terminal.
bool is_framed_as_graph(std::string_view ending, std::span<const std::uint8_t> content) {
  return ending == ".tflite" ? models::is_framed_as_tflite(content)
                             : models::is_framed_as_onnx(content);
}

base::Error no_graph() {
  return {ErrorCode::unsupported_format,
          "This is not a graph of one input that can be run here, with all of its weights in the "
          "one file."};
}

/// Not uniform: detectors answer for a uniform picture without asking their network.
imaging::Image slope(imaging::Size size) {
  imaging::Image image(size);
  for (int y = 0; y < size.height; ++y) {
    auto row = image.row(y);
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = static_cast<std::uint8_t>(i / 3 + i % 3);
  }
  return image;
}

Result<void> try_embedder(const ModelStore& store, const Model& model) {
  const auto embedder = embedding::FaceEmbedder::load(store, model, {});
  if (!embedder) return std::unexpected(embedder.error());
  const imaging::Size size{model.input.width, model.input.height};
  const std::vector<imaging::Image> crops{slope(size), slope(size), slope(size)};
  const auto embeddings = embedder->embed(crops, embedding::Mirror::off, {});
  if (!embeddings) return std::unexpected(embeddings.error());
  return {};
}

Result<Model> fitted_embedder(const ModelStore& store, const Model& profile,
                              const inference::Network& network) {
  auto model = embedding::fitted_to_graph(profile, network);
  if (!model) return model;
  auto tried = try_embedder(store, *model);
  if (!tried && model->input.batch == 0) {
    // Some exports leave the batch of the input open and fix it further down.
    model->input.batch = 1;
    tried = try_embedder(store, *model);
  }
  if (!tried) {
    return failure(ErrorCode::unsupported_format,
                   "The graph cannot be run on a picture of a face.");
  }
  return model;
}

Result<Model> fitted_detector(const ModelStore& store, const Model& profile) {
  const auto detector = vision::load_detector(store, profile, {});
  if (!detector) return failure(ErrorCode::unsupported_format, detector.error().message);
  const auto picture = slope({320, 240});
  const auto faces = (*detector)->detect(picture.view(), {}, {});
  if (!faces) return failure(ErrorCode::unsupported_format, faces.error().message);
  return profile;
}

Result<Model> fitted(const ModelStore& store, const Model& profile) {
  const auto network = store.load(profile, "", {});
  if (!network) return std::unexpected(no_graph());
  if (profile.role == models::Role::embedder) return fitted_embedder(store, profile, *network);
  return fitted_detector(store, profile);
}

Result<std::string> id_for(const NewModel& wish) {
  auto id = wish.id.empty() ? wish.file.stem().string() : wish.id;
  if (base::is_plain_name(id) && id.size() <= kMaxIdLetters) return id;
  return failure(ErrorCode::invalid_argument,
                 fmt::format("A model's name is up to {} letters, digits and -_. without a dot in "
                             "front: give another one.",
                             kMaxIdLetters));
}

/// A model of that name, if it may be added again because its file is not ready.
Result<Model> stored_again(const ModelStore& store, const Model& known, const NewModel& wish,
                           const base::Bytes& content) {
  const bool is_wished = known.is_own() && known.role == wish.role && known.like == wish.like &&
                         known.files.size() == 1;
  const bool is_ready = is_wished && store.state_of(known.files[0]) == models::FileState::ready;
  if (!is_wished || is_ready) {
    return failure(ErrorCode::already_exists,
                   fmt::format("There is a model of the name {} already.", known.id));
  }
  if (base::sha256_hex(content) != known.files[0].sha256) {
    return failure(ErrorCode::already_exists,
                   fmt::format("This is not the file that {} was added with: give another name, or "
                               "run `facelatch models remove {}` first.",
                               known.id, known.id));
  }
  const auto done = base::write_file(store.folder() / known.files[0].name, content, 0600);
  if (!done) return std::unexpected(done.error());
  return known;
}

Result<Model> checked_and_listed(const ModelStore& store, const Model& profile) {
  auto model = fitted(store, profile);
  if (!model) return model;
  if (auto done = models::list_own_model(store.folder(), *model); !done) {
    return std::unexpected(done.error());
  }
  return model;
}

}  // namespace

Result<Model> add_model(const ModelStore& store, const NewModel& wish) {
  auto model = store.catalogue().find_profile(wish.like, wish.role);
  if (!model) return model;
  const auto id = id_for(wish);
  if (!id) return std::unexpected(id.error());
  const auto ending = wish.file.extension().string();
  if (ending != ".onnx" && ending != ".tflite") {
    return failure(ErrorCode::unsupported_format, "A graph is a file ending in .onnx or .tflite.");
  }
  const auto content = base::read_file(wish.file, models::kMaxModelBytes);
  if (!content) return std::unexpected(content.error());
  if (!is_framed_as_graph(ending, *content)) return std::unexpected(no_graph());
  const auto& listed = store.catalogue().models;
  if (const auto known = std::ranges::find(listed, *id, &Model::id); known != listed.end()) {
    return stored_again(store, *known, wish, *content);
  }
  const auto file = models::store_own_file(store.folder(), *id, ending, *content);
  if (!file) return std::unexpected(file.error());
  model->id = *id;
  model->like = wish.like;
  model->files = {*file};
  auto added = checked_and_listed(store, *model);
  // Where another process has just listed the same file, it stays.
  if (!added && added.error().code != ErrorCode::already_exists) {
    std::error_code ignored;
    std::filesystem::remove(store.folder() / file->name, ignored);
  }
  return added;
}

}  // namespace facelatch::pipeline
