// SPDX-License-Identifier: Apache-2.0
#include "api/video_embeddings.hpp"

#include <fmt/format.h>

#include <span>
#include <utility>
#include <vector>

#include "api/video_source.hpp"
#include "base/number.hpp"
#include "http/json_text.hpp"
#include "tracking/augment.hpp"
#include "tracking/video_tracks.hpp"
#include "video/video_reader.hpp"

namespace facelatch::api {
namespace {

using base::ErrorCode;
using base::failure;

/// The original's number.
constexpr float kLeastSharpness = 100;
constexpr int kMostStep = 1000;
constexpr std::string_view kEvery = "every:";
constexpr int kLongerSide = 1280;  ///< of a frame, pixels: crops are of 112

video::VideoOptions reading_of(const VideoQuery& query) {
  if (!query.every_nth) return tracking::default_video_options();
  video::VideoOptions options;
  options.sampling = video::EveryNth{*query.every_nth};
  options.longer_side = kLongerSide;
  return options;
}

/// Embeddings as they are written. Externally synchronised.
class Collector {
 public:
  Collector(const pipeline::Analyser& analyser, const VideoQuery& query, base::Deadline deadline)
      : analyser_(analyser), query_(query), deadline_(deadline) {
    options_.depth = pipeline::Depth::align;
  }

  /// Each sharp face.
  base::Result<void> add(const video::Frame& frame) {
    const auto analysis = analyser_.analyse_pixels(frame.image.view(), options_, deadline_);
    if (!analysis) return std::unexpected(analysis.error());
    for (const auto& face : analysis->faces) {
      if (face.quality.sharpness < kLeastSharpness) continue;
      if (const auto added = embed({&face.crop, 1}); !added) return added;
      if (const auto added = add_turned(face.crop); !added) return added;
    }
    return {};
  }

  base::Result<void> add(const tracking::Track& track) {
    for (const auto& kept : track.crops) {
      if (!kept.embedding) continue;
      if (const auto added = append(*kept.embedding); !added) return added;
      if (const auto added = add_turned(kept.crop); !added) return added;
    }
    return {};
  }

  [[nodiscard]] std::string take_json() && { return R"({"embeddings":[)" + json_ + "]}"; }

 private:
  base::Result<void> add_turned(const imaging::Image& crop) {
    if (!query_.augment) return {};
    std::vector<imaging::Image> copies;
    copies.reserve(tracking::kAugmentDegrees.size());
    for (const double degrees : tracking::kAugmentDegrees) {
      copies.push_back(tracking::turned(crop.view(), degrees));
    }
    return embed(copies);
  }

  base::Result<void> embed(std::span<const imaging::Image> crops) {
    const auto embeddings = analyser_.embedder().embed(crops, embedding::Mirror::off, deadline_);
    if (!embeddings) return std::unexpected(embeddings.error());
    for (const auto& embedding : *embeddings) {
      if (const auto added = append(embedding); !added) return added;
    }
    return {};
  }

  base::Result<void> append(const similarity::Embedding& embedding) {
    if (++count_ > kMostVideoEmbeddings) {
      return failure(ErrorCode::too_large,
                     fmt::format("The video has more than {} embeddings: send a shorter one.",
                                 kMostVideoEmbeddings));
    }
    if (!json_.empty()) json_ += ',';
    http::append_json_array(json_, embedding.values);
    return {};
  }

  const pipeline::Analyser& analyser_;
  const VideoQuery& query_;
  base::Deadline deadline_;
  pipeline::AnalyseOptions options_;
  std::string json_;
  std::size_t count_ = 0;
};

base::Result<void> collect_every(Collector& collector, video::VideoReader& reader,
                                 base::Deadline deadline) {
  while (true) {
    const auto frame = reader.next(deadline);
    if (!frame) return std::unexpected(frame.error());
    if (!*frame) return {};
    if (const auto added = collector.add(**frame); !added) return added;
  }
}

base::Result<void> collect_best(Collector& collector, video::VideoReader& reader,
                                const pipeline::Analyser& analyser, const VideoQuery& query,
                                base::Deadline deadline) {
  tracking::TrackingOptions options;
  options.eyes = query.eyes;
  options.same_person_from = query.same_person_from;
  const auto tracks = tracking::follow_faces(reader, analyser, options, deadline);
  if (!tracks) return std::unexpected(tracks.error());
  const auto* main = tracks->main();
  return main == nullptr ? base::Result<void>() : collector.add(*main);
}

}  // namespace

base::Result<std::optional<int>> every_nth_in(std::string_view sampling) {
  if (sampling.empty() || sampling == "best") return std::nullopt;
  const auto step = sampling.starts_with(kEvery)
                        ? base::parse_number<int>(sampling.substr(kEvery.size()))
                        : std::nullopt;
  if (step && *step >= 1 && *step <= kMostStep) return step;
  return failure(ErrorCode::invalid_argument,
                 fmt::format("sampling must be best, or every:N with N from 1 to {}.", kMostStep));
}

base::Result<std::string> video_embeddings_json(const pipeline::Analyser& analyser,
                                                const http::Content& video, const Limits& limits,
                                                const VideoQuery& query, base::Deadline deadline,
                                                const std::stop_token& cancelled) {
  auto reader = open_video(video, limits, reading_of(query), deadline);
  if (!reader) return std::unexpected(reader.error());
  // Nobody waits for the answer any more: the next frame is an error.
  const std::stop_callback stop(cancelled, [&] { reader->interrupt(); });
  Collector collector(analyser, query, deadline);
  const auto collected = query.every_nth
                             ? collect_every(collector, *reader, deadline)
                             : collect_best(collector, *reader, analyser, query, deadline);
  if (!collected) return std::unexpected(collected.error());
  return std::move(collector).take_json();
}

}  // namespace facelatch::api
