// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "video/frame.hpp"
#include "video/video_reader.hpp"

namespace facelatch::video {

struct LiveOptions {
  /// Pixels, memory and isolation of the decoder; a stream may last for ever.
  VideoLimits limits;
  VideoOptions reading;
  std::chrono::milliseconds first_pause{1'000};     ///< before a lost stream is opened again,
  std::chrono::milliseconds longest_pause{30'000};  ///< doubled each time up to this
};

/// How a live source fares.
struct LiveChange {
  enum class Kind { connected, lost, ended };
  Kind kind = Kind::connected;
  std::optional<base::Error> why;         ///< of one that was lost, or ended in an error
  std::chrono::milliseconds next_try{0};  ///< of one that was lost
};

/// The newest frame of something that does not wait: a camera, an RTSP or HTTP MJPEG stream, or a
/// file played in real time. A thread of its own reads, and whoever asks late gets the newest
/// frame, not the next one. A stream that is lost is opened again, with growing pauses, and so is a
/// camera that has been there; a file ends. Frame::time counts from each opening; Frame::received
/// goes on. Thread-safe.
class LiveSource {
 public:
  /// Told of changes, on the reading thread; must be quick.
  using OnChange = std::function<void(const LiveChange&)>;

  /// `source` is an rtsp:// or http:// address, or the path of a file or of a camera (/dev/video0).
  /// Fails with invalid_argument where it is an address that we do not read.
  static base::Result<std::unique_ptr<LiveSource>> start(std::string source, LiveOptions options,
                                                         OnChange on_change);
  LiveSource(const LiveSource&) = delete;
  LiveSource& operator=(const LiveSource&) = delete;
  LiveSource(LiveSource&&) = delete;
  LiveSource& operator=(LiveSource&&) = delete;
  ~LiveSource() { stop(); }

  /// The newest frame that was not given yet; nothing once the source has ended or was stopped.
  /// Fails with deadline_exceeded where none came in time; then it may be asked again.
  base::Result<std::optional<Frame>> next(base::Deadline deadline = {});

  /// Ends the reading; next() then returns nothing. Waits for the thread.
  void stop();

  /// Frames that nobody asked for in time.
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  enum class Kind { stream, camera, file };

  static Kind kind_of(const std::string& source);
  LiveSource(std::string source, LiveOptions options, OnChange on_change);

  void read(const std::stop_token& stop);
  /// Frames until the reader fails or ends, or `stop`. Whether there was one.
  bool pass_on(VideoReader& reader, const std::stop_token& stop, std::optional<base::Error>& why);
  base::Result<VideoReader> open(const std::stop_token& stop) const;
  void publish(Frame frame);
  /// False: `stop`.
  bool sleep_until(std::chrono::steady_clock::time_point time, const std::stop_token& stop);

  const std::string source_;
  const Kind kind_;
  const LiveOptions options_;
  const OnChange on_change_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<Frame> newest_;
  std::uint64_t dropped_ = 0;
  bool has_ended_ = false;
  std::jthread thread_;  ///< Last, so that it ends first.
};

}  // namespace facelatch::video
