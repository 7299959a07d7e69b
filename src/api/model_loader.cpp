// SPDX-License-Identifier: Apache-2.0
#include "api/model_loader.hpp"

#include <utility>

namespace facelatch::api {

using base::ErrorCode;
using base::failure;

ModelLoader::ModelLoader(Load load, Ended ended)
    : models_(failure(ErrorCode::unavailable, "The models are still being loaded.")),
      thread_([this, load = std::move(load),
               ended = std::move(ended)](const std::stop_token& stop) { run(load, ended, stop); }) {
}

void ModelLoader::run(const Load& load, const Ended& ended, const std::stop_token& stop) {
  auto loaded = load(stop);
  {
    const std::scoped_lock lock(mutex_);
    if (loaded) {
      models_ = std::make_shared<const ModelSet>(*std::move(loaded));
    } else {
      models_ = failure(ErrorCode::unavailable, "The models could not be loaded.");
      outcome_ = std::unexpected(loaded.error());
    }
  }
  ended();
}

base::Result<std::shared_ptr<const ModelSet>> ModelLoader::models() const {
  const std::scoped_lock lock(mutex_);
  return models_;
}

base::Result<void> ModelLoader::outcome() const {
  const std::scoped_lock lock(mutex_);
  return outcome_;
}

}  // namespace facelatch::api
