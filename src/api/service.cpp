// SPDX-License-Identifier: Apache-2.0
#include "api/service.hpp"

#include "tracking/same_person.hpp"

namespace facelatch::api {

base::Result<pipeline::Analyser> Service::analyser(std::string_view detector,
                                                   std::string_view model) const {
  const auto models = loader->models();
  if (!models) return std::unexpected(models.error());
  return (*models)->find(detector, model);
}

std::shared_ptr<const liveness::Networks> Service::liveness() const {
  const auto models = loader->models();
  return models ? (*models)->liveness() : nullptr;
}

base::Result<liveness::Watcher> Service::watcher() const {
  const auto models = loader->models();
  if (!models) return std::unexpected(models.error());
  const auto& networks = (*models)->liveness();
  if (!networks) {
    return base::failure(base::ErrorCode::unavailable,
                         "A model for liveness is missing on this server, so nobody is let in.");
  }
  auto found = (*models)->find({}, {});
  if (!found) return std::unexpected(found.error());
  return liveness::Watcher(*std::move(found), networks);
}

std::optional<float> Service::same_person_limit(const pipeline::Analyser& analyser) const {
  return tracking::same_person_limit(calibration, analyser.detector_id(), analyser.model_id());
}

}  // namespace facelatch::api
