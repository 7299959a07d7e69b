// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <vector>

#include "base/result.hpp"
#include "pipeline/analyser.hpp"
#include "recognition/advice.hpp"
#include "recognition/enrolment.hpp"

namespace facelatch::recognition {

/// So many good frames that agree end a live enrolment: more than the least, since they cost the
/// person two seconds and make a better template.
inline constexpr std::size_t kLiveEnrolmentFrames = 6;
/// Then a live enrolment has failed.
inline constexpr std::chrono::seconds kLongestLiveEnrolment{60};

/// Collects the frames that somebody is enrolled from while they are before the camera, and says
/// what they should do better. Externally synchronised.
class LiveEnrolment {
 public:
  /// Frames agree at this cosine (Recogniser::agreement).
  explicit LiveEnrolment(double agreement) : agreement_(agreement) {}

  /// The faces of the next frame. Fails as choose_frames does.
  base::Result<Advice> add(const std::vector<pipeline::AnalysedFace>& faces,
                           std::chrono::microseconds time);

  /// How many good frames agree by now.
  [[nodiscard]] std::size_t good() const { return good_; }
  [[nodiscard]] bool is_complete() const { return good_ >= kLiveEnrolmentFrames; }
  /// What Recogniser::enrol makes a template of.
  [[nodiscard]] const std::vector<EnrolmentFrame>& frames() const { return frames_; }

 private:
  double agreement_;
  std::vector<EnrolmentFrame> frames_;
  std::chrono::microseconds last_{0};
  std::size_t good_ = 0;
};

}  // namespace facelatch::recognition
