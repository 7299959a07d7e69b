// SPDX-License-Identifier: Apache-2.0
#include "tracking/verdict.hpp"

#include <algorithm>
#include <cmath>

namespace facelatch::tracking {

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::chosen:
      return "chosen";
    case Verdict::suitable:
      return "suitable";
    case Verdict::too_small:
      return "too_small";
    case Verdict::too_blurred:
      return "too_blurred";
    case Verdict::too_dark:
      return "too_dark";
    case Verdict::too_bright:
      return "too_bright";
    case Verdict::too_flat:
      return "too_flat";
    case Verdict::turned_away:
      return "turned_away";
    case Verdict::damaged_frame:
      return "damaged_frame";
    case Verdict::better_one_near:
      return "better_one_near";
    case Verdict::far_below_best:
      return "far_below_best";
    case Verdict::eyes_closed:
      return "eyes_closed";
    case Verdict::mouth_covered:
      return "mouth_covered";
    case Verdict::enough_others:
      return "enough_others";
    case Verdict::unlike_the_others:
      return "unlike_the_others";
  }
  return "unknown";
}

std::string_view sentence_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::chosen:
      return "Taken: among the best of the track.";
    case Verdict::suitable:
      return "Suitable.";
    case Verdict::too_small:
      return "The face has too few pixels.";
    case Verdict::too_blurred:
      return "The face is blurred.";
    case Verdict::too_dark:
      return "The face is too dark.";
    case Verdict::too_bright:
      return "The face is overexposed.";
    case Verdict::too_flat:
      return "The face has hardly any contrast.";
    case Verdict::turned_away:
      return "The face is turned away.";
    case Verdict::damaged_frame:
      return "The frame is damaged.";
    case Verdict::better_one_near:
      return "A better frame of the same moment was kept.";
    case Verdict::far_below_best:
      return "The face is much worse than the best of the track.";
    case Verdict::eyes_closed:
      return "The eyes are closed.";
    case Verdict::mouth_covered:
      return "The mouth is covered.";
    case Verdict::enough_others:
      return "Enough others were taken that are better or show more difference.";
    case Verdict::unlike_the_others:
      return "The face does not resemble the others of its track.";
  }
  return "Unknown.";
}

Verdict judge(const quality::FaceQuality& quality, video::FrameIntegrity integrity,
              const Gates& gates) {
  if (integrity == video::FrameIntegrity::damaged) return Verdict::damaged_frame;
  if (quality.size < gates.size) return Verdict::too_small;
  if (quality.brightness < gates.darkest) return Verdict::too_dark;
  if (quality.brightness > gates.brightest) return Verdict::too_bright;
  if (quality.contrast < gates.contrast) return Verdict::too_flat;
  if (std::max(std::abs(quality.pose.yaw), std::abs(quality.pose.pitch)) > gates.turn_degrees) {
    return Verdict::turned_away;
  }
  if (quality.sharpness < gates.sharpness) return Verdict::too_blurred;
  return Verdict::suitable;
}

}  // namespace facelatch::tracking
