// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "base/result.hpp"
#include "video/sandboxed_decoder.hpp"
#include "video/video_options.hpp"

namespace facelatch::video {

/// What the decoder process is told for these limits and options. Fails with invalid_argument for
/// a value out of its range.
base::Result<DecoderLaunch> plan_launch(const VideoLimits& limits, const VideoOptions& options);

}  // namespace facelatch::video
