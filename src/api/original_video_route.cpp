// SPDX-License-Identifier: Apache-2.0
// POST /extract_embeddings_from_video of the original service; see original_routes.cpp.
#include <chrono>

#include "access/scope.hpp"
#include "api/fields.hpp"
#include "api/route_options.hpp"
#include "api/video_embeddings.hpp"

namespace facelatch::api {
namespace {

constexpr std::chrono::minutes kVideoTime{10};
constexpr std::uint64_t kBesideVideo = 64UL << 10U;

base::Result<pipeline::Analyser> video_analyser(const Service& service) {
  auto analyser = service.analyser("retinaface", "arcface");
  if (analyser || analyser.error().code != base::ErrorCode::invalid_argument) return analyser;
  return service.analyser("", "arcface");
}

base::Result<http::Response> embed_video(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "video");
  if (!fields) return std::unexpected(fields.error());
  const auto video = fields->take_file("video");
  std::string sampling;
  VideoQuery query;
  fields->read_text("sampling", sampling);
  fields->read_flag("augment", query.augment);
  if (const auto done = fields->finish(Unknown::ignored); !done) {
    return std::unexpected(done.error());
  }
  if (!video) {
    return base::failure(base::ErrorCode::invalid_argument, "The file field video is missing.");
  }
  const auto every_nth = every_nth_in(sampling);
  if (!every_nth) return std::unexpected(every_nth.error());
  query.every_nth = *every_nth;
  const auto analyser = video_analyser(service);
  if (!analyser) return std::unexpected(analyser.error());
  query.same_person_from = service.same_person_limit(*analyser);
  const auto networks = service.liveness();
  if (networks) query.eyes = &networks->eyes;
  const VideoPlaces::Place place(*service.videos);
  if (!place.is_there()) {
    return base::failure(base::ErrorCode::overloaded,
                         "Other videos are being read; try again soon.");
  }
  auto json = video_embeddings_json(*analyser, *video, service.limits, query, request.deadline,
                                    request.cancelled);
  if (!json) return std::unexpected(json.error());
  return http::json_response(200, *std::move(json));
}

}  // namespace

void add_original_video_route(http::Router& router, const SharedService& service) {
  http::RouteOptions options;
  options.errors = http::ErrorStyle::legacy;
  options.scope = access::kScopeAnalyse;
  options.body_bytes = service->limits.video_bytes + kBesideVideo;
  options.time = kVideoTime;
  router.add(http::Method::post, "/extract_embeddings_from_video", options,
             with(service, embed_video));
}

}  // namespace facelatch::api
