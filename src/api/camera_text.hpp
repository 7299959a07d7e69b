// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/camera_watch.hpp"
#include "base/error.hpp"
#include "tracking/frame_tracker.hpp"
#include "video/live_source.hpp"

namespace facelatch::api {

// The messages of a camera, as docs/cameras.md describes them. An error is told by its code alone:
// its sentence may name what only the operator should know.

/// "opening", "connected", "lost" or "ended".
std::string camera_state_text(std::string_view state, std::optional<base::ErrorCode> code = {});
std::string camera_state_text(const video::LiveChange& change);

std::string camera_frame_text(std::uint64_t number, const tracking::TrackedFrame& frame,
                              const SeenPeople& known);

}  // namespace facelatch::api
