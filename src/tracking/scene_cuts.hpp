// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "imaging/image.hpp"

namespace facelatch::tracking {

enum class Continuity { same_scene, cut };

/// Recognises cuts by the mean difference of frames shrunk to 32x18. A movement that is taken for a
/// cut costs a comparison of faces, nothing more; a cut that is missed is met by the tracker's
/// checks. Externally synchronised.
class SceneCuts {
 public:
  /// How `frame` follows the one of the call before; the first one is of the same scene.
  Continuity next(imaging::ImageView frame);

 private:
  std::vector<std::uint8_t> last_;
};

}  // namespace facelatch::tracking
