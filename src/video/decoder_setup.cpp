// SPDX-License-Identifier: Apache-2.0
#include "video/decoder_setup.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace facelatch::video {
namespace {

constexpr int kMaxStep = 100'000;
constexpr double kMinFps = 0.001;
constexpr double kMaxFps = 1000;
constexpr int kMaxThreads = 4;
/// Below this not even a small decoder starts.
constexpr std::uint64_t kLeastMemory = 256ULL << 20U;

std::unexpected<base::Error> invalid(const char* sentence) {
  return base::failure(base::ErrorCode::invalid_argument, sentence);
}

base::Result<void> plan_sampling(SetupMessage& setup, const Sampling& sampling) {
  if (const auto* nth = std::get_if<EveryNth>(&sampling)) {
    if (nth->n < 1 || nth->n > kMaxStep) {
      return invalid("The step between frames must be from 1 to 100000.");
    }
    setup.sampling = SamplingKind::every_nth;
    setup.every = static_cast<std::uint32_t>(nth->n);
  } else if (const auto* rate = std::get_if<FrameRate>(&sampling)) {
    if (!(rate->fps >= kMinFps && rate->fps <= kMaxFps)) {
      return invalid("The frame rate must be from 0.001 to 1000.");
    }
    setup.sampling = SamplingKind::frame_rate;
    setup.interval_us = std::llround(1e6 / rate->fps);
  } else {
    setup.sampling = SamplingKind::key_frames;
  }
  return {};
}

}  // namespace

base::Result<DecoderLaunch> plan_launch(const VideoLimits& limits, const VideoOptions& options) {
  if (limits.duration.count() < 0 || limits.frame_wait.count() <= 0 ||
      limits.decoder_time.count() <= 0 || limits.cpu.count() < 0 || limits.frames == 0 ||
      limits.pixels == 0 || limits.memory_bytes < kLeastMemory) {
    return invalid("A limit for the video is out of its range.");
  }
  if (options.longer_side < 0 || std::cmp_greater(options.longer_side, kMaxSide)) {
    return invalid("The longer side of the frames must be from 0 to 16384 pixels.");
  }
  if (options.threads < 1 || options.threads > kMaxThreads) {
    return invalid("The decoder's threads must be from 1 to 4.");
  }
  DecoderLaunch launch;
  auto& setup = launch.setup;
  if (auto planned = plan_sampling(setup, options.sampling); !planned) {
    return std::unexpected(planned.error());
  }
  setup.requires_filter = options.isolation == Isolation::required ? 1 : 0;
  setup.threads = static_cast<std::uint32_t>(options.threads);
  setup.max_pixels = std::min<std::uint64_t>(limits.pixels, std::uint64_t{kMaxSide} * kMaxSide);
  setup.max_frames = limits.frames;
  setup.max_duration_us = limits.duration.count();
  setup.memory_bytes = limits.memory_bytes;
  setup.cpu_seconds = static_cast<std::uint32_t>(
      std::min<std::int64_t>(limits.cpu.count(), std::numeric_limits<std::int32_t>::max()));
  setup.longer_side = static_cast<std::uint32_t>(options.longer_side);
  setup.stops_when_too_long = options.when_too_long == WhenTooLong::stop ? 1 : 0;
  launch.program = options.worker;
  launch.frame_wait = limits.frame_wait;
  launch.decoder_time = limits.decoder_time;
  return launch;
}

}  // namespace facelatch::video
