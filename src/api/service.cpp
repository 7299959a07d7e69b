// SPDX-License-Identifier: Apache-2.0
#include "api/service.hpp"

namespace facelatch::api {

base::Result<pipeline::Analyser> Service::analyser(std::string_view detector,
                                                   std::string_view model) const {
  const auto models = loader->models();
  if (!models) return std::unexpected(models.error());
  return (*models)->find(detector, model);
}

}  // namespace facelatch::api
