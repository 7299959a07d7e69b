// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "imaging/image.hpp"
#include "imaging/resize.hpp"
#include "vision/face.hpp"

namespace facelatch::vision {

/// `face` of a picture that was turned by `turn` from `original`, in the original's coordinates.
[[nodiscard]] Face turned_back(const Face& face, imaging::QuarterTurns turn,
                               imaging::Size original);

/// The turn of the picture after which most of the faces stand upright, from the way from their
/// eyes to their mouths; large faces count more. None where there is no face.
[[nodiscard]] imaging::QuarterTurns upright_turn(const FaceList& faces);

/// `first`, then `second`.
[[nodiscard]] imaging::QuarterTurns sum(imaging::QuarterTurns first, imaging::QuarterTurns second);

}  // namespace facelatch::vision
