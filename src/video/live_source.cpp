// SPDX-License-Identifier: Apache-2.0
#include "video/live_source.hpp"

#include <algorithm>
#include <utility>

#include "video/stream_url.hpp"

namespace facelatch::video {
namespace {

using Clock = std::chrono::steady_clock;

/// To name the host, connect and decode a first frame.
constexpr std::chrono::seconds kOpeningTime{15};
/// Longer than this without a frame is taken for a lost stream.
constexpr std::chrono::seconds kSilence{10};

}  // namespace

base::Result<std::unique_ptr<LiveSource>> LiveSource::start(std::string source, LiveOptions options,
                                                            OnChange on_change) {
  if (source.find("://") != std::string::npos) {
    if (const auto url = StreamUrl::parse(source); !url) return std::unexpected(url.error());
  }
  return std::unique_ptr<LiveSource>(
      new LiveSource(std::move(source), std::move(options), std::move(on_change)));
}

LiveSource::LiveSource(std::string source, LiveOptions options, OnChange on_change)
    : source_(std::move(source)),
      kind_(kind_of(source_)),
      options_(std::move(options)),
      on_change_(std::move(on_change)),
      thread_([this](const std::stop_token& stop) { read(stop); }) {}

LiveSource::Kind LiveSource::kind_of(const std::string& source) {
  if (source.find("://") != std::string::npos) return Kind::stream;
  std::error_code failed;
  const auto type = std::filesystem::status(source, failed).type();
  const bool is_missing = type == std::filesystem::file_type::not_found;
  return type == std::filesystem::file_type::character ||
                 (is_missing && source.starts_with("/dev/"))
             ? Kind::camera
             : Kind::file;
}

base::Result<std::optional<Frame>> LiveSource::next(base::Deadline deadline) {
  std::unique_lock lock(mutex_);
  const auto is_there = [this] { return newest_ || has_ended_; };
  if (!deadline.at()) {
    changed_.wait(lock, is_there);
  } else if (!changed_.wait_until(lock, *deadline.at(), is_there)) {
    return base::failure(base::ErrorCode::deadline_exceeded, "No frame came in time.");
  }
  return std::exchange(newest_, std::nullopt);
}

void LiveSource::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

std::uint64_t LiveSource::dropped() const {
  const std::scoped_lock lock(mutex_);
  return dropped_;
}

void LiveSource::read(const std::stop_token& stop) {
  auto pause = options_.first_pause;
  LiveChange end{.kind = LiveChange::Kind::ended, .why = {}};
  // A name that is wrong stays wrong; a stream's server may only be starting.
  bool is_tried_again = kind_ == Kind::stream;
  while (!stop.stop_requested()) {
    std::optional<base::Error> why;
    auto reader = open(stop);
    if (!reader) {
      why = reader.error();
    } else {
      on_change_({.kind = LiveChange::Kind::connected, .why = {}});
      is_tried_again = kind_ != Kind::file;
      if (pass_on(*reader, stop, why)) pause = options_.first_pause;
    }
    if (stop.stop_requested()) break;
    if (!is_tried_again) {
      end.why = std::move(why);
      break;
    }
    on_change_({.kind = LiveChange::Kind::lost, .why = why, .next_try = pause});
    if (!sleep_until(Clock::now() + pause, stop)) break;
    pause = std::min(2 * pause, options_.longest_pause);
  }
  on_change_(end);
  const std::scoped_lock lock(mutex_);
  has_ended_ = true;
  changed_.notify_all();
}

bool LiveSource::pass_on(VideoReader& reader, const std::stop_token& stop,
                         std::optional<base::Error>& why) {
  const std::stop_callback interrupt(stop, [&reader] { reader.interrupt(); });
  const auto begin = Clock::now();
  bool had_frames = false;
  while (true) {
    auto frame = reader.next();
    if (!frame) why = frame.error();
    if (!frame || !*frame) return had_frames;
    if (kind_ == Kind::file && !sleep_until(begin + (**frame).time, stop)) return had_frames;
    had_frames = true;
    publish(**std::move(frame));
  }
}

base::Result<VideoReader> LiveSource::open(const std::stop_token& stop) const {
  auto limits = options_.limits;
  limits.frame_wait = kSilence;
  const auto deadline = base::Deadline::after(kOpeningTime);
  switch (kind_) {
    case Kind::camera:
      return VideoReader::open_camera(source_, limits, options_.reading, deadline, stop);
    case Kind::file:
      return VideoReader::open(std::filesystem::path(source_), limits, options_.reading, deadline);
    case Kind::stream:
      break;
  }
  return VideoReader::open_live(source_, limits, options_.reading, deadline, stop);
}

void LiveSource::publish(Frame frame) {
  if (kind_ == Kind::file) frame.received = Clock::now();
  const std::scoped_lock lock(mutex_);
  if (newest_) ++dropped_;
  newest_ = std::move(frame);
  changed_.notify_all();
}

bool LiveSource::sleep_until(Clock::time_point time, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace facelatch::video
