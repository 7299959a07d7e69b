// SPDX-License-Identifier: Apache-2.0
#include "api/video_embeddings.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "http/json_text.hpp"
#include "imaging/resize.hpp"
#include "video/video_reader.hpp"

namespace facelatch::api {
namespace {

using base::ErrorCode;
using base::failure;

// The original's numbers.
constexpr int kEveryNthFrame = 6;
constexpr float kLeastSharpness = 100;
constexpr std::array<double, 5> kTurnsInDegrees{0, -20, -10, 10, 20};

constexpr int kLongerSide = 1280;  ///< of a frame, pixels: crops are of 112

/// The crop turned about its centre, black where nothing is known.
imaging::Image turned(const imaging::Image& crop, double degrees) {
  const double angle = degrees * std::numbers::pi / 180;
  const double c = std::cos(angle);
  const double s = std::sin(angle);
  const double x = (crop.size().width - 1) / 2.0;
  const double y = (crop.size().height - 1) / 2.0;
  return imaging::warp_affine(crop.view(), {c, s, (1 - c) * x - s * y, -s, c, s * x + (1 - c) * y},
                              crop.size());
}

base::Result<video::VideoReader> open_video(const http::Content& content, const Limits& limits,
                                            base::Deadline deadline) {
  video::VideoLimits video_limits;
  video_limits.bytes = limits.video_bytes;
  video::VideoOptions options;
  options.sampling = video::EveryNth{kEveryNthFrame};
  options.longer_side = kLongerSide;
  if (content.file_descriptor() < 0) {
    return video::VideoReader::open(content.bytes(), video_limits, options, deadline);
  }
  return video::VideoReader::open(
      base::Descriptor(::fcntl(content.file_descriptor(), F_DUPFD_CLOEXEC, 0)), video_limits,
      options, deadline);
}

/// Collects the embeddings of frame after frame. Externally synchronised.
class Collector {
 public:
  Collector(const pipeline::Analyser& analyser, base::Deadline deadline)
      : analyser_(analyser), deadline_(deadline) {
    options_.depth = pipeline::Depth::align;
  }

  base::Result<void> add(const video::Frame& frame) {
    const auto analysis = analyser_.analyse_pixels(frame.image.view(), options_, deadline_);
    if (!analysis) return std::unexpected(analysis.error());
    for (const auto& face : analysis->faces) {
      if (face.quality.sharpness < kLeastSharpness) continue;
      if (const auto added = add(face.crop); !added) return added;
    }
    return {};
  }

  [[nodiscard]] std::string take_json() && { return R"({"embeddings":[)" + json_ + "]}"; }

 private:
  base::Result<void> add(const imaging::Image& crop) {
    std::vector<imaging::Image> crops;
    crops.reserve(kTurnsInDegrees.size());
    for (const double degrees : kTurnsInDegrees) {
      crops.push_back(degrees == 0 ? crop : turned(crop, degrees));
    }
    const auto embeddings = analyser_.embedder().embed(crops, embedding::Mirror::off, deadline_);
    if (!embeddings) return std::unexpected(embeddings.error());
    count_ += embeddings->size();
    if (count_ > kMostVideoEmbeddings) {
      return failure(ErrorCode::too_large,
                     fmt::format("The video has more than {} embeddings: send a shorter one.",
                                 kMostVideoEmbeddings));
    }
    for (const auto& embedding : *embeddings) {
      if (!json_.empty()) json_ += ',';
      http::append_json_array(json_, embedding.values);
    }
    return {};
  }

  const pipeline::Analyser& analyser_;
  base::Deadline deadline_;
  pipeline::AnalyseOptions options_;
  std::string json_;
  std::size_t count_ = 0;
};

}  // namespace

base::Result<std::string> video_embeddings_json(const pipeline::Analyser& analyser,
                                                const http::Content& video, const Limits& limits,
                                                base::Deadline deadline,
                                                const std::stop_token& cancelled) {
  auto reader = open_video(video, limits, deadline);
  if (!reader) return std::unexpected(reader.error());
  Collector collector(analyser, deadline);
  while (true) {
    if (cancelled.stop_requested()) {
      return failure(ErrorCode::deadline_exceeded, "Nobody waits for the answer any more.");
    }
    const auto frame = reader->next(deadline);
    if (!frame) return std::unexpected(frame.error());
    if (!*frame) return std::move(collector).take_json();
    if (const auto added = collector.add(**frame); !added) return std::unexpected(added.error());
  }
}

}  // namespace facelatch::api
