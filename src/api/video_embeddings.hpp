// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stop_token>
#include <string>

#include "api/service.hpp"
#include "base/deadline.hpp"
#include "http/content.hpp"

namespace facelatch::api {

/// What the original service made of a video, as {"embeddings":[[…],…]}: of every sixth frame each
/// face whose crop is sharp, and that crop turned by 10 and 20 degrees both ways. Nobody: an empty
/// list. Fails as video::VideoReader and Analyser do, with too_large beyond kMostVideoEmbeddings,
/// or with deadline_exceeded when `cancelled`.
base::Result<std::string> video_embeddings_json(const pipeline::Analyser& analyser,
                                                const http::Content& video, const Limits& limits,
                                                base::Deadline deadline,
                                                const std::stop_token& cancelled);

inline constexpr std::size_t kMostVideoEmbeddings = 5000;

}  // namespace facelatch::api
