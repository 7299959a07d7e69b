// SPDX-License-Identifier: Apache-2.0
#include "similarity/decision.hpp"

#include <fmt/format.h>

namespace facelatch::similarity {

using base::ErrorCode;
using base::failure;

base::Result<Decision> decide(float similarity, const CalibrationTable& table,
                              const std::string& detector, const std::string& model, double far) {
  if (!(far > 0 && far <= 1)) {
    return failure(ErrorCode::invalid_argument,
                   "A false-accept rate is above 0 and at most 1, such as 0.001.");
  }
  const auto* calibration = table.find(detector, model);
  if (calibration == nullptr) {
    return failure(ErrorCode::unavailable,
                   fmt::format("There is no calibration for {} with {}: make one with "
                               "`facelatch eval verification --calibrate`.",
                               detector, model));
  }
  const auto point = calibration->at_far(far);
  if (!point) {
    return failure(ErrorCode::unavailable,
                   fmt::format("The calibration of {} with {} was measured on too few pairs to "
                               "tell a false-accept rate of {:g}.",
                               detector, model, far));
  }
  return Decision{static_cast<double>(similarity) >= point->threshold,
                  similarity,
                  point->threshold,
                  model,
                  detector,
                  *point};
}

}  // namespace facelatch::similarity
