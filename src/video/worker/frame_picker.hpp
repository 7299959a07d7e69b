// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>

#include "video/worker_protocol.hpp"

namespace facelatch::video {

struct FramePlace {
  std::uint64_t index = 0;
  std::chrono::microseconds time{0};
  bool is_key_frame = false;
};

/// Which frames the parent wants: the sampling of the setup. Externally synchronised.
class FramePicker {
 public:
  explicit FramePicker(const SetupMessage& setup)
      : kind_(setup.sampling), every_(setup.every), interval_(setup.interval_us) {}

  bool picks(const FramePlace& frame);

 private:
  SamplingKind kind_;
  std::uint64_t every_;
  std::chrono::microseconds interval_;
  std::chrono::microseconds due_{0};
};

}  // namespace facelatch::video
