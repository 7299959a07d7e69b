// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "liveness/watcher.hpp"
#include "models/model_store.hpp"
#include "pipeline/analyser.hpp"

namespace facelatch::api {

/// Which models a server holds. Of each list the first is the one used when a request names none.
struct ModelChoice {
  std::vector<std::string> detectors;
  std::vector<std::string> embedders;
};

/// Every detector and embedder of the catalogue whose files are there, the defaults first.
ModelChoice models_at_hand(const models::ModelStore& store);

/// Loaded networks, each once, and an analyser for every pair of them. Immutable; thread-safe.
class ModelSet {
 public:
  /// Loads and warms up, which takes seconds. Fails as pipeline::Analyser::load does, with
  /// invalid_argument for an empty list, or with deadline_exceeded when it was stopped.
  static base::Result<ModelSet> load(const models::ModelStore& store, const ModelChoice& choice,
                                     const inference::NetworkOptions& options,
                                     const std::stop_token& stop);

  /// The analyser with these ids; an empty one means the default. Fails with invalid_argument and
  /// the ids that there are.
  [[nodiscard]] base::Result<pipeline::Analyser> find(std::string_view detector,
                                                      std::string_view embedder) const;

  /// Null where one of them is missing: all else works without.
  [[nodiscard]] const std::shared_ptr<const liveness::Networks>& liveness() const {
    return liveness_;
  }

  [[nodiscard]] const ModelChoice& ids() const { return ids_; }

 private:
  ModelSet() = default;

  ModelChoice ids_;
  std::shared_ptr<const liveness::Networks> liveness_;
  std::map<std::pair<std::string, std::string>, pipeline::Analyser> analysers_;
};

}  // namespace facelatch::api
