// SPDX-License-Identifier: Apache-2.0
#include "api/follow_task.hpp"

#include <utility>

#include "api/stream_text.hpp"

namespace facelatch::api {

using std::chrono::microseconds;
using std::chrono::steady_clock;

FollowTask::FollowTask(pipeline::Analyser analyser, std::optional<float> same_person_from,
                       StreamSettings settings, const FrameLimits& limits,
                       steady_clock::time_point begun)
    : settings_(std::move(settings)),
      session_(std::move(analyser),
               {.search = settings_.search,
                .search_every = tracking::kLiveSearchEvery,
                .same_person_from = same_person_from},
               limits),
      begun_(begun) {}

base::Result<StreamAnswer> FollowTask::look_at(const StreamFrame& frame, StreamReport& report) {
  const auto view = session_.look_at(frame.picture, frame.received, frame.deadline);
  if (!view) return std::unexpected(view.error());
  report.times = view->frame.times;
  report.faces = view->frame.faces.size();
  const auto now = std::chrono::duration_cast<microseconds>(steady_clock::now() - begun_);
  return StreamAnswer{frame_text({.number = frame.number,
                                  .received = frame.received,
                                  .answered = now,
                                  .dropped = frame.dropped},
                                 *view, settings_)};
}

}  // namespace facelatch::api
