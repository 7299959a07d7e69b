// SPDX-License-Identifier: Apache-2.0
#include "api/model_set.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "imaging/encode.hpp"
#include "vision/detectors.hpp"

namespace facelatch::api {
namespace {

using base::ErrorCode;
using base::failure;

template <class Network>
using Loaded = std::vector<std::pair<std::string, std::shared_ptr<const Network>>>;

bool is_at_hand(const models::ModelStore& store, const models::Model& model) {
  return std::ranges::all_of(model.files, [&](const models::ModelFile& file) {
    std::error_code error;
    return std::filesystem::is_regular_file(store.folder() / file.name, error);
  });
}

std::vector<std::string> ids_at_hand(const models::ModelStore& store, models::Role role) {
  std::vector<std::string> ids;
  for (const auto& model : store.catalogue().models) {
    if (model.role != role || !(model.is_default || is_at_hand(store, model))) continue;
    ids.insert(model.is_default ? ids.begin() : ids.end(), model.id);
  }
  return ids;
}

/// Loads every id by `load`, which gives a Result of a shared pointer.
template <class Network>
base::Result<Loaded<Network>> load_each(const models::ModelStore& store,
                                        const std::vector<std::string>& ids, models::Role role,
                                        const std::stop_token& stop, const auto& load) {
  Loaded<Network> loaded;
  for (const auto& id : ids) {
    if (stop.stop_requested()) {
      return failure(ErrorCode::deadline_exceeded, "Loading the models was stopped.");
    }
    const auto model = store.catalogue().find(id, role);
    if (!model) return std::unexpected(model.error());
    auto network = load(*model);
    if (!network) return std::unexpected(network.error());
    loaded.emplace_back(id, *std::move(network));
  }
  if (!loaded.empty()) return loaded;
  return failure(ErrorCode::invalid_argument,
                 fmt::format("At least one {} must be loaded.", models::name_of(role)));
}

/// A first run compiles what later ones reuse, so that the first client does not wait for it.
base::Result<void> warm_up(const vision::FaceDetector& detector) {
  const imaging::Image picture({640, 480});
  const auto faces = detector.detect(picture.view(), {}, {});
  if (!faces) return std::unexpected(faces.error());
  return {};
}

base::Result<void> warm_up(const embedding::FaceEmbedder& embedder) {
  const auto& input = embedder.model().input;
  const std::vector<imaging::Image> crops(1, imaging::Image({input.width, input.height}));
  const auto embeddings = embedder.embed(crops, embedding::Mirror::off, {});
  if (!embeddings) return std::unexpected(embeddings.error());
  return {};
}

/// `network`, warm, or why it is not.
template <class Network>
base::Result<std::shared_ptr<const Network>> warm(std::shared_ptr<const Network> network) {
  if (const auto done = warm_up(*network); !done) return std::unexpected(done.error());
  return network;
}

}  // namespace

ModelChoice models_at_hand(const models::ModelStore& store) {
  return {ids_at_hand(store, models::Role::detector), ids_at_hand(store, models::Role::embedder)};
}

base::Result<ModelSet> ModelSet::load(const models::ModelStore& store, const ModelChoice& choice,
                                      const inference::NetworkOptions& options,
                                      const std::stop_token& stop) {
  using Detector = std::shared_ptr<const vision::FaceDetector>;
  using Embedder = std::shared_ptr<const embedding::FaceEmbedder>;
  const auto detectors = load_each<vision::FaceDetector>(
      store, choice.detectors, models::Role::detector, stop,
      [&](const models::Model& model) -> base::Result<Detector> {
        auto detector = vision::load_detector(store, model, options);
        if (!detector) return std::unexpected(detector.error());
        return warm(Detector(*std::move(detector)));
      });
  if (!detectors) return std::unexpected(detectors.error());
  const auto embedders = load_each<embedding::FaceEmbedder>(
      store, choice.embedders, models::Role::embedder, stop,
      [&](const models::Model& model) -> base::Result<Embedder> {
        auto embedder = embedding::FaceEmbedder::load(store, model, options);
        if (!embedder) return std::unexpected(embedder.error());
        return warm(
            Embedder(std::make_shared<const embedding::FaceEmbedder>(*std::move(embedder))));
      });
  if (!embedders) return std::unexpected(embedders.error());

  if (stop.stop_requested()) {
    return failure(ErrorCode::deadline_exceeded, "Loading the models was stopped.");
  }
  ModelSet set;
  if (auto networks = liveness::Networks::load(store, options)) {
    set.liveness_ = *std::move(networks);
  }
  set.ids_ = choice;
  for (const auto& [detector_id, detector] : *detectors) {
    for (const auto& [embedder_id, embedder] : *embedders) {
      set.analysers_.emplace(std::pair(detector_id, embedder_id),
                             pipeline::Analyser(detector_id, detector, embedder));
    }
  }
  return set;
}

base::Result<pipeline::Analyser> ModelSet::find(std::string_view detector,
                                                std::string_view embedder) const {
  if (detector.empty()) detector = ids_.detectors.front();
  if (embedder.empty()) embedder = ids_.embedders.front();
  const auto found = analysers_.find({std::string(detector), std::string(embedder)});
  if (found != analysers_.end()) return found->second;
  const bool is_detector_known =
      std::ranges::find(ids_.detectors, detector) != ids_.detectors.end();
  return failure(ErrorCode::invalid_argument,
                 fmt::format("This server has no {} of that name; it has {}.",
                             is_detector_known ? "model" : "detector",
                             fmt::join(is_detector_known ? ids_.embedders : ids_.detectors, ", ")));
}

}  // namespace facelatch::api
