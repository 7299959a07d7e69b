// SPDX-License-Identifier: Apache-2.0
// POST /v1/video: at once where that is quick, else as a job.
#include <chrono>
#include <utility>
#include <variant>

#include "access/scope.hpp"
#include "api/embed_options.hpp"
#include "api/job_text.hpp"
#include "api/route_options.hpp"
#include "api/video_source.hpp"
#include "api/video_text.hpp"

namespace facelatch::api {
namespace {

using base::Result;

constexpr std::chrono::minutes kTimeAtOnce{1};
constexpr std::uint64_t kBesideVideo = 64UL << 10U;
constexpr Range<double> kFrameRates{0.1, 60};
constexpr Range<int> kChosen{1, 64};
constexpr Range<int> kTracks{1, 256};

enum class Mode { automatic, at_once, job };
constexpr Names<Mode, 3> kModes{
    {{"auto", Mode::automatic}, {"now", Mode::at_once}, {"job", Mode::job}}};
constexpr Names<TrackFrames, 2> kFrames{
    {{"all", TrackFrames::all}, {"chosen", TrackFrames::chosen}}};

/// A video and what is asked of it: all that its reading takes, now or later. Move-only.
struct VideoTask {
  pipeline::Analyser analyser;
  std::shared_ptr<const liveness::Networks> networks;  ///< that `tracking` points into
  http::Content content;
  Limits limits;
  video::VideoOptions reading;
  tracking::TrackingOptions tracking;
  VideoText text;
};

struct Asked {
  std::string detector;
  std::string model;
  bool liveness = false;
  Mode mode = Mode::automatic;
  video::VideoOptions reading = tracking::default_video_options();
  tracking::TrackingOptions tracking;
  VideoText text;
};

constexpr Names<tracking::ChoiceRule, 2> kChoices{
    {{"best", tracking::ChoiceRule::best}, {"even", tracking::ChoiceRule::even}}};

void read_options(Fields& fields, Asked& asked) {
  double fps = std::get<video::FrameRate>(asked.reading.sampling).fps;
  int most = static_cast<int>(asked.tracking.most_chosen);
  int most_tracks = static_cast<int>(asked.tracking.most_tracks);
  fields.read_text("detector", asked.detector);
  fields.read_text("model", asked.model);
  fields.read_choice("mode", kModes, asked.mode);
  fields.read_number("fps", kFrameRates, fps);
  fields.read_integer("most", kChosen, most);
  fields.read_integer("max_tracks", kTracks, most_tracks);
  fields.read_choice("choice", kChoices, asked.tracking.choice);
  fields.read_choice("frames", kFrames, asked.text.frames);
  fields.read_flag("liveness", asked.liveness);
  read_face_text(fields, asked.text.face);
  asked.reading.sampling = video::FrameRate{fps};
  asked.tracking.most_chosen = static_cast<std::size_t>(most);
  asked.tracking.most_tracks = static_cast<std::size_t>(most_tracks);
}

Result<std::string> follow(const VideoTask& task, video::VideoReader& reader,
                           const tracking::TrackingOptions& tracking, base::Deadline deadline,
                           const std::stop_token& cancelled) {
  // Nobody waits for the answer any more: the next frame is an error.
  const std::stop_callback stop(cancelled, [&] { reader.interrupt(); });
  const auto tracks = tracking::follow_faces(reader, task.analyser, tracking, deadline);
  if (!tracks) return std::unexpected(tracks.error());
  return video_json(*tracks, task.analyser, task.text);
}

Result<std::string> run_job(const VideoTask& task, const JobContext& context) {
  auto reader = open_video(task.content, task.limits, task.reading, context.deadline);
  if (!reader) return std::unexpected(reader.error());
  auto tracking = task.tracking;
  tracking.on_progress = [&](const video::VideoInfo& info) {
    if (info.input_bytes == 0) return;
    context.progress = static_cast<float>(info.read_bytes) / static_cast<float>(info.input_bytes);
  };
  return follow(task, *reader, tracking, context.deadline, context.cancelled);
}

Result<http::Response> begin_job(const Service& service, VideoTask task,
                                 const http::Request& request) {
  const auto id = service.jobs->submit(
      request.caller,
      [task = std::move(task)](const JobContext& context) { return run_job(task, context); });
  if (!id) return std::unexpected(id.error());
  const auto view = service.jobs->find(*id, request.caller);
  if (!view) return std::unexpected(view.error());
  return accepted(*view);
}

/// By what the header says, which may be wrong: the route's time ends what it hides.
bool is_short(const video::VideoInfo& info, const Limits& limits) {
  return info.declared_duration && *info.declared_duration <= limits.video_at_once;
}

Result<http::Response> answer(const Service& service, VideoTask task, Mode mode,
                              const http::Request& request) {
  // Opened in any case: what is no video is refused at once and never becomes a job.
  auto reader = open_video(task.content, task.limits, task.reading, request.deadline);
  if (!reader) return std::unexpected(reader.error());
  const VideoPlaces::Place place(*service.videos);
  const bool is_now = mode == Mode::at_once || (mode == Mode::automatic && place.is_there() &&
                                                is_short(reader->info(), service.limits));
  if (!is_now) return begin_job(service, std::move(task), request);
  if (!place.is_there()) {
    return base::failure(base::ErrorCode::overloaded,
                         "Other videos are being read; try again soon, or as a job.");
  }
  auto json = follow(task, *reader, task.tracking, request.deadline, request.cancelled);
  if (!json) return std::unexpected(json.error());
  return http::json_response(200, *std::move(json));
}

Result<http::Response> follow_video(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "video");
  if (!fields) return std::unexpected(fields.error());
  auto content = fields->take_file("video");
  Asked asked;
  read_options(*fields, asked);
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  if (!content) return missing("video");
  const auto analyser = service.analyser(asked.detector, asked.model);
  if (!analyser) return std::unexpected(analyser.error());
  asked.tracking.same_person_from = service.same_person_limit(*analyser);
  auto networks = service.liveness();
  if (networks) asked.tracking.eyes = &networks->eyes;
  if (asked.liveness) {
    if (!networks) {
      return base::failure(base::ErrorCode::unavailable,
                           "A model for liveness is missing on this server.");
    }
    asked.tracking.passive = &networks->passive;
    asked.text.fusion = service.fusion;
  }
  VideoTask task{.analyser = *analyser,
                 .networks = std::move(networks),
                 .content = *std::move(content),
                 .limits = service.limits,
                 .reading = asked.reading,
                 .tracking = asked.tracking,
                 .text = asked.text};
  return answer(service, std::move(task), asked.mode, request);
}

}  // namespace

void add_video_route(http::Router& router, const SharedService& service) {
  http::RouteOptions options;
  options.scope = access::kScopeAnalyse;
  options.body_bytes = service->limits.video_bytes + kBesideVideo;
  options.time = kTimeAtOnce;
  router.add(http::Method::post, "/v1/video", options, with(service, follow_video));
}

}  // namespace facelatch::api
