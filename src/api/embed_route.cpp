// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "api/analysis_text.hpp"
#include "api/embed_options.hpp"
#include "api/embedding_text.hpp"
#include "api/route_options.hpp"

namespace facelatch::api {
namespace {

constexpr std::string_view kBinary = "application/octet-stream";

/// The embeddings one after the other, as float32; what they are is in the headers.
http::Response binary_answer(const pipeline::Analyser& analyser,
                             const pipeline::Analysis& analysis) {
  std::string bytes;
  for (const auto& face : analysis.faces) bytes += float32_bytes(face.embedding.values);
  auto response = http::binary_response(kBinary, std::move(bytes));
  response.headers.add("Facelatch-Faces", fmt::format("{}", analysis.faces.size()));
  response.headers.add("Facelatch-Model", analyser.model_id());
  response.headers.add("Facelatch-Detector", analyser.detector_id());
  return response;
}

base::Result<http::Response> answer(const Service& service, http::Request request) {
  const bool wants_binary = request.headers.value_or_empty("Accept") == kBinary;
  auto fields = Fields::read(request, "image");
  if (!fields) return std::unexpected(fields.error());
  auto options = default_embed_options(service);
  read_embed_options(*fields, service, options);
  const auto picture = fields->take_picture("image");
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  if (!picture) return missing("image");

  const auto analyser = service.analyser(options.picture.detector, options.picture.model);
  if (!analyser) return std::unexpected(analyser.error());
  const auto analysis = embed(*analyser, *picture, options, request.deadline);
  if (!analysis) return std::unexpected(analysis.error());
  if (wants_binary) return binary_answer(*analyser, *analysis);
  std::string json;
  JsonObject object(json);
  const auto added = add_analysis(object, *analyser, *analysis, options.text);
  if (!added) return std::unexpected(added.error());
  object.close();
  return http::json_response(200, std::move(json));
}

}  // namespace

void add_embed_route(http::Router& router, const SharedService& service) {
  router.add(http::Method::post, "/v1/embed", picture_route(*service, 1), with(service, answer));
}

}  // namespace facelatch::api
