// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string_view>

#include "similarity/calibration.hpp"

namespace facelatch::tracking {

/// Strangers' pictures are as alike as two faces of one track that was interrupted at most at this
/// rate.
inline constexpr double kSamePersonFalseAcceptRate = 1e-5;

/// Cosine from which on a face elsewhere, or another track, may be taken for somebody who was lost:
/// where the calibration of the detector with the model reaches kSamePersonFalseAcceptRate. None
/// where it was not measured, or not as strictly: whoever is lost is somebody else then.
std::optional<float> same_person_limit(const similarity::CalibrationTable& calibration,
                                       std::string_view detector, std::string_view model);

}  // namespace facelatch::tracking
