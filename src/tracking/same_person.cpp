// SPDX-License-Identifier: Apache-2.0
#include "tracking/same_person.hpp"

namespace facelatch::tracking {

std::optional<float> same_person_limit(const similarity::CalibrationTable& calibration,
                                       std::string_view detector, std::string_view model) {
  const auto* entry = calibration.find(detector, model);
  if (entry == nullptr) return std::nullopt;
  const auto point = entry->at_far(kSamePersonFalseAcceptRate);
  if (!point) return std::nullopt;
  return static_cast<float>(point->threshold);
}

}  // namespace facelatch::tracking
