// SPDX-License-Identifier: Apache-2.0
#include "recognition/live_enrolment.hpp"

#include <fmt/format.h>

namespace facelatch::recognition {
namespace {

/// Frames of the same moment say the same; so far apart a head has moved a little.
constexpr std::chrono::milliseconds kPause{300};
/// Beyond it the oldest goes: who stood before the camera first may not be who stands there now.
constexpr std::size_t kMostKept = 3 * kLiveEnrolmentFrames;

std::string name_of(std::chrono::microseconds time) {
  return fmt::format("at {:.2f} s", std::chrono::duration<double>(time).count());
}

}  // namespace

base::Result<Advice> LiveEnrolment::add(const std::vector<pipeline::AnalysedFace>& faces,
                                        std::chrono::microseconds time) {
  if (faces.empty()) return Advice::no_face;
  if (faces.size() > 1) return Advice::several_faces;
  const auto advice = advise(faces.front().quality, kEnrolmentGates);
  if (advice != Advice::good) return advice;
  if (!frames_.empty() && time - last_ < kPause) return Advice::good;
  last_ = time;
  if (frames_.size() == kMostKept) frames_.erase(frames_.begin());
  const auto& seen = faces.front();
  frames_.push_back(frame_of(name_of(time), seen.face, seen.quality, seen.embedding));
  const auto choice = choose_frames(frames_, agreement_);
  if (!choice) return std::unexpected(choice.error());
  good_ = choice->used;
  return choice->frames.back().is_used ? Advice::good : Advice::not_alike;
}

}  // namespace facelatch::recognition
