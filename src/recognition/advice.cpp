// SPDX-License-Identifier: Apache-2.0
#include "recognition/advice.hpp"

#include <array>

namespace facelatch::recognition {
namespace {

struct AdviceText {
  std::string_view name;
  std::string_view sentence;
};

/// In the order of the enumeration.
constexpr std::array<AdviceText, 11> kTexts{{
    {"good", "Good; go on."},
    {"no_face", "Look into the camera."},
    {"several_faces", "Only one face may be in view."},
    {"come_closer", "Come closer."},
    {"more_light", "More light is needed on the face."},
    {"less_light", "There is too much light on the face."},
    {"hold_still", "Hold still."},
    {"look_ahead", "Look straight ahead."},
    {"not_alike", "This does not look like the frames before; only one person may be in view."},
    {"do_action", "Do what was asked."},
    {"wait", "One moment."},
}};

}  // namespace

std::string_view name_of(Advice advice) { return kTexts.at(static_cast<std::size_t>(advice)).name; }

std::string_view sentence_of(Advice advice) {
  return kTexts.at(static_cast<std::size_t>(advice)).sentence;
}

Advice advise(const quality::FaceQuality& quality, const tracking::Gates& gates) {
  using tracking::Verdict;
  switch (tracking::judge(quality, video::FrameIntegrity::whole, gates)) {
    case Verdict::too_small:
      return Advice::come_closer;
    case Verdict::too_dark:
    case Verdict::too_flat:
      return Advice::more_light;
    case Verdict::too_bright:
      return Advice::less_light;
    case Verdict::turned_away:
      return Advice::look_ahead;
    case Verdict::too_blurred:
      return Advice::hold_still;
    default:
      return Advice::good;
  }
}

}  // namespace facelatch::recognition
