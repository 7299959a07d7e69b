// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "base/result.hpp"
#include "similarity/calibration.hpp"

namespace facelatch::similarity {

/// The rate at which strangers may be accepted unless the caller asks for another: 1 in 1,000, what
/// 1,000 pairs can still show. Unlocking asks for far less and says so itself.
inline constexpr double kDefaultFar = 1e-3;

/// Whether two faces are of one person, and what that answer is worth.
struct Decision {
  bool same_person = false;
  float similarity = 0;  ///< cosine, -1..1; not a probability
  double threshold = 0;  ///< same_person = similarity >= threshold
  std::string model;
  std::string detector;
  OperatingPoint point;  ///< the measured rates that the threshold stands for
};

/// Decides at the threshold measured for false-accept rate `far`. Fails with invalid_argument where
/// far is not above 0 and at most 1, and with unavailable where detector and model have no
/// calibration that reaches this rate: no threshold is ever made up.
base::Result<Decision> decide(float similarity, const CalibrationTable& table,
                              const std::string& detector, const std::string& model,
                              double far = kDefaultFar);

}  // namespace facelatch::similarity
