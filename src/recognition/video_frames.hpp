// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "recognition/enrolment.hpp"
#include "tracking/video_tracks.hpp"
#include "video/video_reader.hpp"

namespace facelatch::recognition {

/// Somebody else who fills more of a video than this share of its main person makes it unclear who
/// is to be enrolled; less is a face on a poster, or a mistake of the detector.
inline constexpr double kMostOfSomebodyElse = 0.05;

/// The chosen frames of the one person of a video, as pictures for an enrolment. Fails with
/// no_face, many_faces, or low_quality where no frame suits.
base::Result<std::vector<EnrolmentFrame>> frames_of(const tracking::VideoTracks& video);

/// Follows the faces of the video, as tracking::TrackingOptions::same_person_from tells who comes
/// back, and gives the same. A clip of some seconds is enough: one of more
/// than a minute is refused with too_large, if it was opened with enrolment_video_limits(). Fails
/// also as tracking::follow_faces does.
base::Result<std::vector<EnrolmentFrame>> frames_of(video::VideoReader& reader,
                                                    const pipeline::Analyser& analyser,
                                                    std::optional<float> same_person_from,
                                                    base::Deadline deadline);

video::VideoLimits enrolment_video_limits();

}  // namespace facelatch::recognition
