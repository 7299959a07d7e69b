// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/json/object.hpp>
#include <filesystem>

#include "tracking/video_tracks.hpp"

namespace facelatch::cli {

/// {"file", "width", "height", …, "main_track", "tracks": [{"id", "frames": [{"frame", "seconds",
/// "box", "score", "quality", "verdict", "reason", "embedding" where chosen}], "embedding"}]}.
/// `main_track` is null where there is no face.
boost::json::object json_of(const std::filesystem::path& file, const tracking::VideoTracks& video);

}  // namespace facelatch::cli
