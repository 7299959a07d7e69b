// SPDX-License-Identifier: Apache-2.0
#include "unlock/judgement.hpp"

#include <array>
#include <vector>

#include "liveness/continuity.hpp"

namespace facelatch::unlock {
namespace {

struct ReasonText {
  std::string_view name;
  std::string_view sentence;
};

constexpr std::array<ReasonText, 5> kTexts{{
    {"accepted", "Accepted."},
    {"no_face", "No face was seen well enough; come nearer, into even light."},
    {"several_faces", "Only one face may be in view."},
    {"not_live", "It was not shown that a living person did what was asked; try again."},
    {"not_recognised", "The face was not recognised."},
}};

bool looks_live(std::span<const liveness::Sight> sights, const liveness::Fusion& fusion) {
  std::vector<liveness::PassiveScores> frames;
  for (const auto& sight : sights) {
    if (sight.faces > 0) frames.push_back(sight.passive);
  }
  return !frames.empty() && fusion.is_live(frames);
}

}  // namespace

std::string_view name_of(Reason reason) { return kTexts.at(static_cast<std::size_t>(reason)).name; }

std::string_view sentence_of(Reason reason) {
  return kTexts.at(static_cast<std::size_t>(reason)).sentence;
}

Reason judge_liveness(std::span<const liveness::Sight> sights, Policy policy,
                      std::span<const liveness::Action> actions, const liveness::Fusion& fusion) {
  using liveness::Discontinuity;
  if (!sights.empty() && sights.back().time - sights.front().time > kLongestTry) {
    return Reason::not_live;
  }
  switch (liveness::check_continuity(sights)) {
    case Discontinuity::none:
      break;
    case Discontinuity::no_face:
      return Reason::no_face;
    case Discontinuity::several_faces:
      return Reason::several_faces;
    case Discontinuity::interrupted:
    case Discontinuity::other_person:
      return Reason::not_live;
  }
  if (asks_passive(policy) && !looks_live(sights, fusion)) return Reason::not_live;
  // A challenge without actions would be passed by everybody.
  if (asks_active(policy) && (actions.empty() || !liveness::answers(sights, actions))) {
    return Reason::not_live;
  }
  return Reason::accepted;
}

}  // namespace facelatch::unlock
