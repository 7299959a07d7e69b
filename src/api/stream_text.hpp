// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "api/live_session.hpp"
#include "api/stream_command.hpp"
#include "api/stream_inbox.hpp"
#include "api/stream_limits.hpp"
#include "base/error.hpp"

namespace facelatch::api {

// The messages of the server to a client of /v1/stream, as docs/stream.md has them.

/// Where in time and in its stream a frame belongs; times since the stream began.
struct FrameStamp {
  std::uint64_t number = 0;
  std::chrono::microseconds received{0};
  std::chrono::microseconds answered{0};
  DroppedFrames dropped{};
};

std::string ready_text(const StreamLimits& limits, const StreamSettings& settings);
std::string settings_text(const StreamSettings& settings);
std::string frame_text(const FrameStamp& stamp, const LiveView& view,
                       const StreamSettings& settings);
/// `frame`: the one that it is about, if any.
std::string stream_error_text(std::string_view code, std::string_view sentence,
                              std::optional<std::uint64_t> frame);

/// The limits as one JSON object.
void append_stream_limits(std::string& json, const StreamLimits& limits);

}  // namespace facelatch::api
