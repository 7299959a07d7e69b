// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "quality/face_quality.hpp"
#include "tracking/verdict.hpp"

namespace facelatch::recognition {

/// What somebody before a camera should do, of a live enrolment or unlock.
enum class Advice {
  good,  ///< nothing: this frame suits
  no_face,
  several_faces,
  come_closer,
  more_light,
  less_light,
  hold_still,
  look_ahead,
  not_alike,  ///< unlike the frames before
  do_action,  ///< the next one of the challenge
  wait,       ///< all is done
};

/// Stable, for JSON: "good", "no_face", …
std::string_view name_of(Advice advice);
/// The same as one sentence for the person.
std::string_view sentence_of(Advice advice);

/// Advice about the one face of a frame: `good`, or what the gates refuse it for.
Advice advise(const quality::FaceQuality& quality, const tracking::Gates& gates);

}  // namespace facelatch::recognition
