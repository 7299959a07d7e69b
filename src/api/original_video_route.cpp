// SPDX-License-Identifier: Apache-2.0
// POST /extract_embeddings_from_video of the original service; see original_routes.cpp.
#include <atomic>
#include <chrono>
#include <memory>

#include "access/scope.hpp"
#include "api/fields.hpp"
#include "api/route_options.hpp"
#include "api/video_embeddings.hpp"

namespace facelatch::api {
namespace {

constexpr std::chrono::minutes kVideoTime{10};
constexpr std::uint64_t kBesideVideo = 64UL << 10U;

/// One of the videos under way.
class Place {
 public:
  explicit Place(std::atomic<int>& count) : count_(count), number_(++count) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  Place(Place&&) = delete;
  Place& operator=(Place&&) = delete;
  ~Place() { --count_; }
  [[nodiscard]] int number() const { return number_; }

 private:
  std::atomic<int>& count_;
  int number_;
};

base::Result<pipeline::Analyser> video_analyser(const Service& service) {
  auto analyser = service.analyser("retinaface", "arcface");
  if (analyser || analyser.error().code != base::ErrorCode::invalid_argument) return analyser;
  return service.analyser("", "arcface");
}

base::Result<http::Response> embed_video(const Service& service, std::atomic<int>& under_way,
                                         http::Request request) {
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
  const Place place(under_way);
  if (place.number() > service.videos_at_once) {
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
  const auto under_way = std::make_shared<std::atomic<int>>(0);
  router.add(http::Method::post, "/extract_embeddings_from_video", options,
             [service, under_way](http::Request request) {
               return embed_video(*service, *under_way, std::move(request));
             });
}

}  // namespace facelatch::api
