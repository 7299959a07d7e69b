// SPDX-License-Identifier: Apache-2.0
#include "api/live_session.hpp"

#include <algorithm>
#include <utility>

namespace facelatch::api {

using base::Result;
using std::chrono::microseconds;
using Clock = std::chrono::steady_clock;

LiveSession::LiveSession(pipeline::Analyser analyser, const tracking::FrameTrackerOptions& options,
                         const FrameLimits& limits)
    : tracker_(std::move(analyser), options), limits_(limits) {}

Result<LiveView> LiveSession::look_at(std::span<const std::uint8_t> picture, microseconds time,
                                      base::Deadline deadline) {
  const auto start = Clock::now();
  const auto decoded = decode_frame(picture, limits_, deadline);
  if (!decoded) return std::unexpected(decoded.error());
  const auto decode_time = Clock::now() - start;
  time = std::max(time, last_time_ + microseconds(1));  // Two frames may come in one packet.
  last_time_ = time;
  auto frame = tracker_.next(decoded->image.view(), time, deadline);
  if (!frame) return std::unexpected(frame.error());
  frame->times.decode = decode_time;
  std::vector<int> tracks;
  tracks.reserve(frame->faces.size());
  for (const auto& face : frame->faces) tracks.push_back(face.track);
  auto events = presence_.next(time, tracks);
  return LiveView{*std::move(frame), std::move(events)};
}

}  // namespace facelatch::api
