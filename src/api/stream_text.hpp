// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/json_object.hpp"
#include "api/live_session.hpp"
#include "api/stream_command.hpp"
#include "api/stream_inbox.hpp"
#include "api/stream_limits.hpp"
#include "http/fault.hpp"
#include "recognition/advice.hpp"

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
std::string stream_error_text(const http::Fault& fault, std::optional<std::uint64_t> frame);
/// The same of one that ends what was begun, or keeps it from beginning.
std::string end_text(const http::Fault& fault);
std::string cancelled_text();

/// Adds the type "advice", the frame, and what to do.
void add_advice(JsonObject& object, std::uint64_t frame, recognition::Advice advice,
                std::string_view sentence);
/// Adds how many faces there are, and the box of the largest one or null.
void add_seen(JsonObject& object, std::size_t faces, const vision::Box* box);

/// The limits as one JSON object.
void append_stream_limits(std::string& json, const StreamLimits& limits);

}  // namespace facelatch::api
