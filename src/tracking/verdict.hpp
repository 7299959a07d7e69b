// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "quality/face_quality.hpp"
#include "video/frame.hpp"

namespace facelatch::tracking {

/// Why a face of a frame was taken for the embeddings of its track, or was not.
enum class Verdict {
  chosen,
  suitable,  ///< while the choice is not made yet
  too_small,
  too_blurred,
  too_dark,
  too_bright,
  too_flat,  ///< hardly any contrast
  turned_away,
  damaged_frame,    ///< The decoder reported errors in the frame.
  better_one_near,  ///< A better frame of the same moment was kept.
  far_below_best,   ///< Suitable, but much worse than the best of the track.
  eyes_closed,      ///< Only frames that would be taken are looked at for these two.
  mouth_covered,
  enough_others,      ///< Better ones, or ones that show more difference, were taken.
  unlike_the_others,  ///< Its embedding differs from those of the other chosen frames.
};

/// Stable, for JSON: "chosen", "too_small", …
std::string_view name_of(Verdict verdict);
/// The same as one sentence for people.
std::string_view sentence_of(Verdict verdict);

/// What is below these limits is refused by itself, whatever else the track holds. All but
/// `sharpness` are loose: they refuse what no embedder can read, the choice does the rest.
struct Gates {
  float size = 20;          ///< shorter side of the box in original pixels
  float sharpness = 8;      ///< variance of the Laplacian of the aligned crop
  float darkest = 0.08F;    ///< mean luma, 0..1
  float brightest = 0.93F;  ///< mean luma, 0..1
  float contrast = 0.04F;   ///< deviation of the luma, 0..0.5
  float turn_degrees = 60;  ///< yaw or pitch
};

/// `suitable`, or the first reason against the face.
Verdict judge(const quality::FaceQuality& quality, video::FrameIntegrity integrity,
              const Gates& gates);

}  // namespace facelatch::tracking
