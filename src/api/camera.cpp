// SPDX-License-Identifier: Apache-2.0
#include "api/camera.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "api/camera_text.hpp"
#include "api/camera_watch.hpp"

namespace facelatch::api {
namespace {

/// Larger frames are made smaller: they show no more of a face that can be recognised.
constexpr int kLongerSide = 1280;
/// How often it is looked whether anybody still looks, while no frame comes.
constexpr std::chrono::milliseconds kLookout{200};
/// Before a source that has failed or ended is opened again.
constexpr std::chrono::seconds kPause{2};

}  // namespace

Camera::Camera(std::string name, std::string source, CameraEyes eyes)
    : name_(std::move(name)),
      source_(std::move(source)),
      eyes_(std::move(eyes)),
      state_(camera_state_text("opening")) {}

base::Result<std::unique_ptr<Camera::Seat>> Camera::join(const std::string& owner, Viewer viewer) {
  std::unique_ptr<Seat> seat;
  {
    const std::scoped_lock lock(mutex_);
    if (is_stopped_) return base::failure(base::ErrorCode::unavailable, "The server is stopping.");
    if (viewers_.size() >= kMostViewers) {
      return base::failure(base::ErrorCode::overloaded, "As many look at this camera as may.");
    }
    const auto is_theirs = [&](const auto& each) { return each.second.owner == owner; };
    if (std::ranges::count_if(viewers_, is_theirs) >= kMostViewersOfOwner) {
      return base::failure(base::ErrorCode::rate_limited,
                           "One client looks at this camera as often as it may.");
    }
    seat = std::make_unique<Seat>(*this, next_number_);
    viewers_.try_emplace(next_number_++, owner, viewer);
    if (!is_running_) {
      state_ = camera_state_text("opening");
      // The thread before, if any, has nothing left to do: it is waited for without delay.
      thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
      is_running_ = true;
    }
  }
  const std::scoped_lock telling(telling_);
  viewer({state(), {}});
  return seat;
}

std::jthread Camera::stop() {
  const std::scoped_lock lock(mutex_);
  is_stopped_ = true;
  thread_.request_stop();
  return std::move(thread_);
}

std::string Camera::state() const {
  const std::scoped_lock lock(mutex_);
  return state_;
}

std::size_t Camera::viewers() const {
  const std::scoped_lock lock(mutex_);
  return viewers_.size();
}

void Camera::leave(std::uint64_t number) {
  const std::scoped_lock lock(mutex_);
  viewers_.erase(number);
  left_.notify_all();
}

void Camera::run(const std::stop_token& stop) {
  while (is_wanted(stop)) {
    if (const auto done = try_to_follow(stop); !done) {
      tell_state(camera_state_text("lost", done.error().code));
    }
    wait(stop);
  }
}

base::Result<void> Camera::try_to_follow(const std::stop_token& stop) {
  try {
    return follow(stop);
  } catch (...) {
    return base::failure(base::ErrorCode::internal, "The camera could not be followed.");
  }
}

bool Camera::is_wanted(const std::stop_token& stop) {
  const std::scoped_lock lock(mutex_);
  is_running_ = !stop.stop_requested() && !viewers_.empty();
  return is_running_;
}

bool Camera::is_watched(const std::stop_token& stop) const {
  return !stop.stop_requested() && viewers() > 0;
}

base::Result<void> Camera::follow(const std::stop_token& stop) {
  auto watch = CameraWatch::create(eyes_, name_);
  if (!watch) return std::unexpected(watch.error());
  video::LiveOptions options;
  options.reading.longer_side = kLongerSide;
  const auto source = video::LiveSource::start(
      source_, options,
      [this](const video::LiveChange& change) { tell_state(camera_state_text(change)); });
  if (!source) return std::unexpected(source.error());
  while (is_watched(stop)) {
    const auto frame = (*source)->next(base::Deadline::after(kLookout));
    if (!frame) continue;  // None came yet.
    if (!*frame) break;
    const auto news = watch->look_at(**frame);
    if (!news) return std::unexpected(news.error());
    if (*news) tell(**news);
  }
  (*source)->stop();
  return {};
}

void Camera::wait(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  left_.wait_for(lock, stop, kPause, [this] { return viewers_.empty(); });
}

void Camera::tell(const CameraNews& news) {
  const std::scoped_lock telling(telling_);
  std::vector<Viewer> viewers;
  {
    const std::scoped_lock lock(mutex_);
    viewers.reserve(viewers_.size());
    for (const auto& [number, taken] : viewers_) viewers.push_back(taken.viewer);
  }
  // Without the lock: who is told may be the last to hold what leaves by its end.
  for (const auto& viewer : viewers) viewer(news);
}

void Camera::tell_state(std::string text) {
  {
    const std::scoped_lock lock(mutex_);
    state_ = text;
  }
  tell({std::move(text), {}});
}

}  // namespace facelatch::api
