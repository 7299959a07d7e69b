// SPDX-License-Identifier: Apache-2.0
// The four routes of the service whose clients must be able to point at this one and keep working.
// Their paths, fields and answers are fixed; everything richer is below /v1.
#include <fmt/format.h>

#include <array>

#include "api/console.hpp"
#include "api/face_text.hpp"
#include "api/json_object.hpp"
#include "api/picture_options.hpp"
#include "api/route_options.hpp"
#include "http/media_type.hpp"
#include "similarity/metric.hpp"

namespace facelatch::api {
namespace {

using base::ErrorCode;
using base::failure;

/// Most faces are found at the first; a small one in a large photo only at the second.
constexpr std::array<int, 2> kSearchedSides{640, 1600};

/// Browsers ask for a page; what programs get has to stay as it is.
base::Result<http::Response> welcome(const Service& service, http::Request request) {
  const bool is_browser = http::accepts(request.headers.value_or_empty("Accept"), "text/html");
  auto response =
      is_browser ? console_page()
                 : http::text_response(
                       200, fmt::format("Welcome to facelatch {}, face ID for any application.\n"
                                        "The API is described at /docs and in /openapi.json.\n",
                                        service.version));
  response.headers.add("Vary", "Accept");
  return response;
}

/// The detector that the original used, or else the default one.
base::Result<pipeline::Analyser> original_analyser(const Service& service) {
  auto analyser = service.analyser("mtcnn", "arcface");
  if (analyser || analyser.error().code != ErrorCode::invalid_argument) return analyser;
  return service.analyser("", "arcface");
}

base::Result<http::Response> embed_image(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "image");
  if (!fields) return std::unexpected(fields.error());
  const auto picture = fields->take_picture("image");
  if (const auto done = fields->finish(Unknown::ignored); !done) {
    return std::unexpected(done.error());
  }
  if (!picture) return failure(ErrorCode::invalid_argument, "The file field image is missing.");
  const auto analyser = original_analyser(service);
  if (!analyser) return std::unexpected(analyser.error());
  auto options = default_picture_options(service);
  options.analyse.selection = pipeline::Selection::largest_face;
  for (const int side : kSearchedSides) {
    options.analyse.search.longer_side = side;
    const auto analysis = analyse(*analyser, *picture, options, request.deadline);
    if (!analysis) return std::unexpected(analysis.error());
    if (analysis->faces.empty()) continue;
    std::string json;
    JsonObject object(json);
    append_embedding(object.member("embedding"), analysis->faces.front().embedding,
                     EmbeddingText::numbers);
    object.close();
    return http::json_response(200, std::move(json));
  }
  return http::json_response(400, R"({"error":"No face detected"})");
}

base::Result<http::Response> compare(const Service& /*service*/, http::Request request) {
  auto fields = Fields::read(request, "");
  if (!fields) return std::unexpected(fields.error());
  std::optional<similarity::Embedding> first;
  std::optional<similarity::Embedding> second;
  fields->read_embedding("embedding1", first);
  fields->read_embedding("embedding2", second);
  if (const auto done = fields->finish(Unknown::ignored); !done) {
    return std::unexpected(done.error());
  }
  if (!first) return missing("embedding1");
  if (!second) return missing("embedding2");
  const auto cosine = similarity::cosine_similarity(*first, *second);
  if (!cosine) return std::unexpected(cosine.error());
  std::string json;
  JsonObject object(json);
  object.add("similarity", *cosine);
  object.close();
  return http::json_response(200, std::move(json));
}

http::RouteOptions original(http::RouteOptions options) {
  options.errors = http::ErrorStyle::legacy;
  return options;
}

}  // namespace

void add_original_routes(http::Router& router, const SharedService& service) {
  router.add(http::Method::get, "/", original(trivial_route()), with(service, welcome));
  router.add(http::Method::post, "/extract_embeddings_from_image",
             original(picture_route(*service, 1)), with(service, embed_image));
  // Some 20 microseconds, for which the way to a worker and back would cost more.
  router.add(http::Method::post, "/compare_embeddings", original(trivial_analysis_route()),
             with(service, compare));
}

}  // namespace facelatch::api
