// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <functional>

#include "base/result.hpp"
#include "tracking/video_tracks.hpp"
#include "video/video_reader.hpp"

namespace facelatch::cli {

/// Writes the video again, every frame of it, with boxes and track numbers; the boxes of frames
/// that were not looked at lie between those of the ones that were. Fails as VideoReader and
/// MjpegWriter do; then there is no `target`.
base::Result<void> draw_video(const std::filesystem::path& input, const video::VideoLimits& limits,
                              const tracking::VideoTracks& tracks,
                              const std::filesystem::path& target,
                              const std::function<void(const video::VideoInfo&)>& on_progress);

}  // namespace facelatch::cli
