// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace facelatch::similarity {

/// What was measured at one threshold, with 95 % confidence intervals.
struct OperatingPoint {
  double far = 0;        ///< false-accept rate that the threshold stands for
  double threshold = 0;  ///< accept where cosine >= threshold
  double tar = 0;        ///< share of genuine pairs accepted
  double tar_low = 0;
  double tar_high = 0;
  double far_high = 0;  ///< upper end of the interval of the false-accept rate
};

/// The measured operating points of one detector with one model, by falling far. Made by
/// `facelatch eval verification --calibrate`, never by hand.
struct Calibration {
  std::string detector;
  std::string model;
  std::string data;  ///< what it was measured on
  std::uint64_t genuine = 0;
  std::uint64_t impostor = 0;
  std::vector<OperatingPoint> points;

  /// The point of the largest measured rate that is not above `far`; none where the data is too
  /// small to tell.
  [[nodiscard]] std::optional<OperatingPoint> at_far(double far) const;
};

/// All calibrations that are known. Immutable after parsing; any thread may read it.
struct CalibrationTable {
  std::vector<Calibration> entries;
  [[nodiscard]] const Calibration* find(std::string_view detector, std::string_view model) const;
};

/// Reads and writes the TOML of models/calibration.toml. Parsing fails with corrupt.
base::Result<CalibrationTable> parse_calibration(std::string_view toml);
std::string format_calibration(const CalibrationTable& table);

/// The text of models/calibration.toml as it was when this program was built.
std::string_view built_in_calibration_text();

/// Parsed.
base::Result<CalibrationTable> built_in_calibration();

}  // namespace facelatch::similarity
