// SPDX-License-Identifier: Apache-2.0
// The counts of failed tries, and what an operator resets: below /v1/attempts.
#include "api/attempts_text.hpp"
#include "api/json_object.hpp"
#include "api/people_desk.hpp"
#include "api/person_options.hpp"
#include "api/route_options.hpp"

namespace facelatch::api {
namespace {

using base::Result;

constexpr Range<int> kCounts{1, 1000};

Result<http::Response> list(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "");
  if (!fields) return std::unexpected(fields.error());
  int count = 100;
  fields->read_integer("count", kCounts, count);
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  const auto counted = service.people->store().attempts().list(static_cast<std::size_t>(count));
  if (!counted) return std::unexpected(counted.error());
  std::string json;
  JsonObject object(json);
  append_array(object.member("attempts"), *counted, append_counted);
  object.close();
  return http::json_response(200, std::move(json));
}

Result<http::Response> reset(const Service& service, http::Request request) {
  const auto kind = store::counted_named(request.parameter("kind"));
  if (!kind) return std::unexpected(kind.error());
  auto& attempts = service.people->store().attempts();
  if (const auto done = attempts.reset(*kind, request.parameter("subject"), client_of(request));
      !done) {
    return std::unexpected(done.error());
  }
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace

void add_attempts_routes(http::Router& router, const SharedService& service) {
  const auto options = people_route();
  router.add(http::Method::get, "/v1/attempts", options, with(service, list));
  router.add(http::Method::remove, "/v1/attempts/{kind}/{subject}", options, with(service, reset));
}

}  // namespace facelatch::api
