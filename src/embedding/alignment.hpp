// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>

#include "base/result.hpp"
#include "imaging/image.hpp"
#include "imaging/resize.hpp"
#include "vision/face.hpp"

namespace facelatch::embedding {

/// Side of the aligned crop that ArcFace networks are trained on, pixels.
inline constexpr int kAlignedSide = 112;

/// Where the five landmarks lie in that crop, pixels (InsightFace's reference template).
inline constexpr std::array<vision::Point, 5> kAlignedLandmarks{{{38.2946F, 51.6963F},
                                                                 {73.5318F, 51.5014F},
                                                                 {56.0252F, 71.7366F},
                                                                 {41.5493F, 92.3655F},
                                                                 {70.7299F, 92.2041F}}};

/// The similarity transform (rotation, uniform scale, shift; no mirroring) that takes `landmarks`
/// nearest to kAlignedLandmarks in the least-squares sense: Umeyama, "Least-squares estimation of
/// transformation parameters between two point patterns", 1991, in its closed form for two
/// dimensions. Fails with low_quality where the landmarks lie in one point or are not finite.
base::Result<imaging::AffineMatrix> alignment_of(const vision::Landmarks& landmarks);

/// The face as an upright 112x112 crop, bilinear, black beyond the picture's edge.
base::Result<imaging::Image> align(imaging::ImageView picture, const vision::Landmarks& landmarks);

/// The face's box, without alignment, at `size`; black beyond the picture's edge. For networks that
/// were trained that way (FaceNet).
base::Result<imaging::Image> crop_box(imaging::ImageView picture, const vision::Box& box,
                                      imaging::Size size);

}  // namespace facelatch::embedding
