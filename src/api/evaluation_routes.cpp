// SPDX-License-Identifier: Apache-2.0
// What was measured, from the operator's folder: below /v1/evaluations.
#include "access/scope.hpp"
#include "api/json_object.hpp"
#include "api/route_options.hpp"
#include "base/time_text.hpp"

namespace facelatch::api {
namespace {

void append_file(std::string& json, const EvaluationFile& file) {
  JsonObject object(json);
  object.add("name", file.name)
      .add("bytes", file.bytes)
      .add("changed", base::time_text(file.changed));
  object.close();
}

base::Result<http::Response> list(const Service& service, http::Request /*request*/) {
  const auto files = service.evaluations->list();
  if (!files) return std::unexpected(files.error());
  std::string json;
  JsonObject object(json);
  append_array(object.member("evaluations"), *files, append_file);
  object.close();
  return http::json_response(200, std::move(json));
}

base::Result<http::Response> show(const Service& service, http::Request request) {
  auto text = service.evaluations->read(request.parameter("name"));
  if (!text) return std::unexpected(text.error());
  return http::json_response(200, *std::move(text));
}

}  // namespace

void add_evaluation_routes(http::Router& router, const SharedService& service) {
  http::RouteOptions options;
  options.scope = access::kScopeMetrics;
  router.add(http::Method::get, "/v1/evaluations", options, with(service, list));
  router.add(http::Method::get, "/v1/evaluations/{name}", options, with(service, show));
}

}  // namespace facelatch::api
