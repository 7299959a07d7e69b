// SPDX-License-Identifier: Apache-2.0
#include "video/worker/frame_picker.hpp"

namespace facelatch::video {

bool FramePicker::picks(const FramePlace& frame) {
  if (frame.index == 0) {
    due_ = interval_;
    return true;
  }
  switch (kind_) {
    case SamplingKind::every_nth:
      return frame.index % every_ == 0;
    case SamplingKind::key_frames:
      return frame.is_key_frame;
    case SamplingKind::frame_rate:
      break;
  }
  // A frame that comes a moment early still is the one of its interval: 30 frames a second cut to
  // 10 must take each third whatever the rounding of the stamps.
  const auto tolerance = interval_ / 20;
  if (frame.time + tolerance < due_) return false;
  // On a grid, so that the rate holds in the mean; a gap does not cause a burst behind it.
  due_ = ((frame.time + tolerance) / interval_ + 1) * interval_;
  return true;
}

}  // namespace facelatch::video
