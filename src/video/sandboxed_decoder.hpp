// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>

#include "base/deadline.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "video/frame.hpp"
#include "video/video_info.hpp"
#include "video/worker_protocol.hpp"

namespace facelatch::video {

/// How a decoder process is started and how long it may let us wait.
struct DecoderLaunch {
  SetupMessage setup;      ///< slots, slot_bytes and input_bytes are filled in by start()
  base::Descriptor input;  ///< files only
  std::filesystem::path program;
  std::chrono::nanoseconds frame_wait{};
  std::chrono::nanoseconds decoder_time{};  ///< all waiting together
};

/// FFmpeg in a process without rights, seen from the outside: frames in order, or one clear error
/// however that process ends (an error of its own, a crash, a signal, a hang), after which neither
/// a process nor a descriptor is left. Externally synchronised, but for interrupt().
class SandboxedDecoder {
 public:
  /// Starts the process; returns when it has decoded a first frame, so info() is complete. Fails
  /// with deadline_exceeded soon after `stop`, too.
  static base::Result<std::unique_ptr<SandboxedDecoder>> start(DecoderLaunch launch,
                                                               base::Deadline deadline,
                                                               const std::stop_token& stop = {});
  SandboxedDecoder(const SandboxedDecoder&) = delete;
  SandboxedDecoder& operator=(const SandboxedDecoder&) = delete;
  SandboxedDecoder(SandboxedDecoder&&) = delete;
  SandboxedDecoder& operator=(SandboxedDecoder&&) = delete;
  ~SandboxedDecoder();

  /// The next frame; nothing at the end. After a failure every call fails in the same way.
  base::Result<std::optional<Frame>> next(base::Deadline deadline);

  [[nodiscard]] const VideoInfo& info() const;
  /// Of the process; for tests that end it.
  [[nodiscard]] pid_t process_id() const;
  /// Any thread: a waiting next() and all later ones fail at once.
  void interrupt();

 private:
  class State;
  explicit SandboxedDecoder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace facelatch::video
