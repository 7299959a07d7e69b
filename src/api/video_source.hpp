// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "api/service.hpp"
#include "base/deadline.hpp"
#include "base/result.hpp"
#include "http/content.hpp"
#include "video/video_reader.hpp"

namespace facelatch::api {

/// A reader of a video that was sent; `content` must outlive it. Fails as VideoReader::open.
base::Result<video::VideoReader> open_video(const http::Content& content, const Limits& limits,
                                            const video::VideoOptions& options,
                                            base::Deadline deadline);

}  // namespace facelatch::api
