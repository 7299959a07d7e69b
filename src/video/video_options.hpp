// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <variant>

namespace facelatch::video {

/// What a video from outside may cost.
struct VideoLimits {
  std::uint64_t bytes = 200ULL << 20U;  ///< of the file
  /// By the time stamps of the frames; what a header claims is never believed.
  std::chrono::microseconds duration = std::chrono::minutes(10);
  std::uint64_t frames = 18'000;             ///< decoded ones, delivered or not
  std::uint64_t pixels = 4096ULL * 4096;     ///< width times height of one frame
  std::chrono::seconds frame_wait{10};       ///< for the next sign of life of the decoder
  std::chrono::seconds decoder_time{600};    ///< all the waiting for the decoder together
  std::chrono::seconds cpu{600};             ///< of the decoder process; the kernel ends it
  std::uint64_t memory_bytes = 2ULL << 30U;  ///< address space of the decoder process
};

/// Which of the decoded frames are delivered. The first one always is.
struct EveryNth {
  int n = 1;  ///< 1..100'000: frames 0, n, 2n, …
};
struct FrameRate {
  double fps = 5;  ///< 0.001..1000: by the time stamps, at most this many a second
};
struct KeyFrames {};  ///< only those that need no other; the rest is not even decoded
using Sampling = std::variant<EveryNth, FrameRate, KeyFrames>;

enum class WhenTooLong {
  fail,  ///< too_large at the frame that passes the limit on duration or frames
  stop,  ///< the video ends there, and its info says so
};

enum class Isolation {
  required,   ///< No sandbox, no decoding: unavailable.
  preferred,  ///< Where the kernel refuses the system call filter, decode with the rest of it.
};

struct VideoOptions {
  Sampling sampling;
  /// Frames whose longer side is more than this are made smaller, in pixels; 0 keeps every pixel.
  int longer_side = 0;
  WhenTooLong when_too_long = WhenTooLong::fail;
  Isolation isolation = Isolation::required;
  int threads = 1;  ///< of the decoder, 1..4
  /// The program facelatch-video-worker; empty looks beside the running program or library and in
  /// ../libexec/facelatch.
  std::filesystem::path worker;
};

}  // namespace facelatch::video
