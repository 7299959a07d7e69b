// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "api/service.hpp"
#include "base/deadline.hpp"
#include "http/content.hpp"
#include "liveness/eye_network.hpp"

namespace facelatch::api {

/// Which faces of a video are embedded, and how.
struct VideoQuery {
  /// The way of the original service: of every Nth frame each face whose crop is sharp. Without,
  /// the chosen frames of the person who fills most of the video.
  std::optional<int> every_nth;
  /// Behind each embedding those of its crop turned by 10 and 20 degrees both ways.
  bool augment = false;
  /// Refuses frames with closed eyes; null: they may be chosen. Must outlive the work.
  const liveness::EyeNetwork* eyes = nullptr;
  std::optional<float> same_person_from;  ///< tracking::TrackingOptions::same_person_from
};

/// From "best", "every:N" with N from 1 to 1000, or nothing. Fails with invalid_argument.
base::Result<std::optional<int>> every_nth_in(std::string_view sampling);

/// {"embeddings":[[…],…]} in time order; nobody: an empty list. Fails as video::VideoReader and
/// Analyser do, with too_large beyond kMostVideoEmbeddings, or with deadline_exceeded when
/// `cancelled`.
base::Result<std::string> video_embeddings_json(const pipeline::Analyser& analyser,
                                                const http::Content& video, const Limits& limits,
                                                const VideoQuery& query, base::Deadline deadline,
                                                const std::stop_token& cancelled);

inline constexpr std::size_t kMostVideoEmbeddings = 5000;

}  // namespace facelatch::api
