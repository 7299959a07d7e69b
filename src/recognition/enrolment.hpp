// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "pipeline/analyser.hpp"
#include "similarity/embedding.hpp"
#include "tracking/verdict.hpp"

namespace facelatch::recognition {

/// Fewer good pictures than this make no template.
inline constexpr std::size_t kLeastEnrolmentFrames = 3;
inline constexpr std::size_t kMostEnrolmentFrames = 64;
/// Pictures of one person agree at what 1 in 1,000 pairs of strangers would.
inline constexpr double kAgreementFalseAcceptRate = 1e-3;

/// Stricter than those of a video, where one bad frame among many does no harm.
inline constexpr tracking::Gates kEnrolmentGates{.size = 48, .turn_degrees = 40};

/// One picture that somebody is to be enrolled from.
struct EnrolmentFrame {
  std::string name;  ///< for the report only
  std::vector<pipeline::AnalysedFace> faces;
};

/// A frame with one face, without its crop: nobody needs that any more.
EnrolmentFrame frame_of(std::string name, const vision::Face& face,
                        const quality::FaceQuality& quality,
                        const similarity::Embedding& embedding);

/// What became of one picture.
struct FrameReport {
  std::string name;
  bool is_used = false;
  std::string_view reason;    ///< stable: "used", "no_face", "several_faces", "too_small", …
  std::string_view sentence;  ///< the same for people
};

struct EnrolmentChoice {
  std::vector<FrameReport> frames;  ///< in the order of the pictures
  std::size_t used = 0;
  /// The direction of the sum of the used embeddings; none where fewer than
  /// kLeastEnrolmentFrames were good.
  std::optional<similarity::Embedding> mean;
};

/// Takes the pictures that show exactly one good face and whose embeddings agree: each reaches
/// `agreement` (a cosine) with the mean of the others. Fails with invalid_argument for more than
/// kMostEnrolmentFrames pictures.
base::Result<EnrolmentChoice> choose_frames(const std::vector<EnrolmentFrame>& frames,
                                            double agreement);

}  // namespace facelatch::recognition
