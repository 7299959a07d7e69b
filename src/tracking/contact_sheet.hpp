// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

#include "imaging/image.hpp"
#include "tracking/video_tracks.hpp"

namespace facelatch::tracking {

/// The most that a contact sheet shows: those who fill most of the video.
inline constexpr std::size_t kMostSheetTracks = 20;

/// A picture for people: per track a row of the chosen faces with their times, and below it one of
/// the best refused ones with their reasons. Never empty: a video without faces says so.
imaging::Image contact_sheet(const VideoTracks& video);

}  // namespace facelatch::tracking
