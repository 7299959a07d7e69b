// SPDX-License-Identifier: Apache-2.0
#include "api/analysis_text.hpp"
#include "api/picture_options.hpp"
#include "api/route_options.hpp"

namespace facelatch::api {
namespace {

base::Result<http::Response> detect(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "image");
  if (!fields) return std::unexpected(fields.error());
  auto options = default_picture_options(service);
  bool wants_quality = false;
  read_picture_options(*fields, service, options);
  fields->read_flag("quality", wants_quality);
  const auto picture = fields->take_picture("image");
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  if (!picture) return missing("image");
  const bool needs_quality = wants_quality || options.min_quality > 0;
  options.analyse.depth = needs_quality ? pipeline::Depth::align : pipeline::Depth::detect;

  const auto analyser = service.analyser(options.detector, options.model);
  if (!analyser) return std::unexpected(analyser.error());
  const auto analysis = analyse(*analyser, *picture, options, request.deadline);
  if (!analysis) return std::unexpected(analysis.error());
  std::string json;
  JsonObject object(json);
  const auto added = add_analysis(object, *analyser, *analysis, {.depth = options.analyse.depth});
  if (!added) return std::unexpected(added.error());
  object.close();
  return http::json_response(200, std::move(json));
}

}  // namespace

void add_detect_route(http::Router& router, const SharedService& service) {
  router.add(http::Method::post, "/v1/detect", picture_route(*service, 1), with(service, detect));
}

}  // namespace facelatch::api
