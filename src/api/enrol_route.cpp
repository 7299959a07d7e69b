// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stop_token>

#include "api/enrol_options.hpp"
#include "api/json_object.hpp"
#include "api/people_desk.hpp"
#include "api/person_options.hpp"
#include "api/picture_options.hpp"
#include "api/route_options.hpp"
#include "api/video_source.hpp"
#include "recognition/video_frames.hpp"

namespace facelatch::api {
namespace {

using base::ErrorCode;
using base::Result;
using recognition::kMostEnrolmentFrames;

/// For a clip of some seconds.
constexpr std::chrono::minutes kTime{2};
constexpr std::uint64_t kBesideVideo = 64UL << 10U;

Result<std::vector<recognition::EnrolmentFrame>> frames_of(std::vector<SentPicture> pictures,
                                                           const pipeline::Analyser& analyser,
                                                           const PictureOptions& options,
                                                           base::Deadline deadline) {
  if (pictures.size() > kMostEnrolmentFrames) {
    return base::failure(ErrorCode::too_large,
                         fmt::format("At most {} pictures enrol a person.", kMostEnrolmentFrames));
  }
  std::vector<recognition::EnrolmentFrame> frames;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const auto& picture = pictures[i];
    if (!picture.content) return std::unexpected(picture.content.error());
    auto analysis = analyse(analyser, *picture.content, options, deadline);
    if (!analysis) {
      return base::failure(analysis.error().code,
                           fmt::format("Picture {}: {}", i + 1, analysis.error().message));
    }
    frames.push_back({picture.name, std::move(analysis->faces)});
  }
  return frames;
}

/// Of a video in the place of pictures.
Result<std::vector<recognition::EnrolmentFrame>> frames_of(const http::Content& video,
                                                           const pipeline::Analyser& analyser,
                                                           const Service& service,
                                                           const http::Request& request) {
  const VideoPlaces::Place place(*service.videos);
  if (!place.is_there()) {
    return base::failure(ErrorCode::overloaded, "Other videos are being read; try again soon.");
  }
  auto reader =
      open_video(video, service.limits, tracking::default_video_options(), request.deadline);
  if (!reader) return std::unexpected(reader.error());
  const std::stop_callback stop(request.cancelled, [&] { reader->interrupt(); });
  return recognition::frames_of(*reader, analyser, service.same_person_limit(analyser),
                                request.deadline);
}

void append_frames(std::string& json, const std::vector<recognition::FrameReport>& frames) {
  append_array(json, frames, [](std::string& text, const recognition::FrameReport& frame) {
    JsonObject object(text);
    object.add("name", frame.name)
        .add("used", frame.is_used)
        .add("reason", frame.reason)
        .add("sentence", frame.sentence);
    object.close();
  });
}

http::Response stored(const recognition::Enrolled& enrolled) {
  std::string json;
  JsonObject object(json);
  add_template(object, enrolled);
  append_frames(object.member("pictures"), enrolled.choice.frames);
  object.close();
  return http::json_response(201, std::move(json));
}

/// A problem (RFC 9457) that also says what was wrong with each picture.
http::Response refused(const recognition::Enrolled& enrolled, std::string_view request_id) {
  http::Fault fault(refusal_of(enrolled, "pictures"));
  fault.extension = ",\"pictures\":";
  append_frames(fault.extension, enrolled.choice.frames);
  return http::error_response(fault, http::ErrorStyle::problem, request_id);
}

Result<http::Response> enrol(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "image");
  if (!fields) return std::unexpected(fields.error());
  auto picture = default_picture_options(service);
  EnrolOptions options;
  fields->read_text("detector", picture.detector);
  fields->read_text("model", picture.model);
  read_enrol_options(*fields, options);
  auto pictures = fields->take_pictures("image");
  const auto video = fields->take_file("video");
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  if (pictures.empty() && !video) return missing("image");
  if (!pictures.empty() && video) {
    return base::failure(ErrorCode::invalid_argument, "Send pictures or a video, not both.");
  }
  const auto id = request.parameter("id");
  if (const auto person = service.people->store().people().find(id); !person) {
    return std::unexpected(person.error());
  }
  const auto analyser = service.analyser(picture.detector, picture.model);
  if (!analyser) return std::unexpected(analyser.error());
  const auto frames = video ? frames_of(*video, *analyser, service, request)
                            : frames_of(std::move(pictures), *analyser, picture, request.deadline);
  if (!frames) return std::unexpected(frames.error());
  const auto recogniser = service.people->recogniser(*analyser);
  if (!recogniser) return std::unexpected(recogniser.error());
  const auto enrolled =
      (*recogniser)->enrol(id, *frames, options.enrolment, options.duplicates, client_of(request));
  if (!enrolled) return std::unexpected(enrolled.error());
  return enrolled->stored ? stored(*enrolled) : refused(*enrolled, request.request_id);
}

}  // namespace

void add_enrol_route(http::Router& router, const SharedService& service) {
  auto options = picture_route(*service, kMostEnrolmentFrames / 8);
  options.scope = people_route().scope;
  options.body_bytes = std::max(options.body_bytes, service->limits.video_bytes + kBesideVideo);
  options.time = kTime;
  router.add(http::Method::post, "/v1/people/{id}/templates", options, with(service, enrol));
}

}  // namespace facelatch::api
