// SPDX-License-Identifier: Apache-2.0
// GET and DELETE /v1/jobs/{id}
#include "api/job_text.hpp"
#include "api/json_object.hpp"
#include "api/route_options.hpp"

namespace facelatch::api {
namespace {

/// How often a client may well ask.
constexpr std::string_view kAskAgainSeconds = "1";

base::Result<http::Response> show(const Service& service, http::Request request) {
  const auto job = service.jobs->find(request.parameter("id"), request.caller);
  if (!job) return std::unexpected(job.error());
  auto response = http::json_response(200, job_json(*job));
  if (!job->expires_in) response.headers.add("Retry-After", kAskAgainSeconds);
  response.headers.add("Cache-Control", "no-store");
  return response;
}

base::Result<http::Response> remove(const Service& service, http::Request request) {
  const auto removed = service.jobs->remove(request.parameter("id"), request.caller);
  if (!removed) return std::unexpected(removed.error());
  return http::Response{.status = 204, .headers = {}, .body = {}, .chunks = {}};
}

void append_error(std::string& json, const base::Error& error) {
  const http::Fault fault(error);
  JsonObject object(json);
  object.add("status", fault.status).add("code", fault.code).add("detail", fault.message);
  object.close();
}

}  // namespace

std::string job_json(const JobView& job) {
  std::string json;
  JsonObject object(json);
  object.add("id", job.id).add("state", name_of(job.state)).add("progress", job.progress);
  if (job.expires_in) object.add("expires_in_seconds", job.expires_in->count());
  if (job.error) append_error(object.member("error"), *job.error);
  if (job.result) object.member("result") += *job.result;
  object.close();
  return json;
}

http::Response accepted(const JobView& job) {
  auto response = http::json_response(202, job_json(job));
  response.headers.add("Location", "/v1/jobs/" + job.id);
  response.headers.add("Retry-After", kAskAgainSeconds);
  return response;
}

void add_job_routes(http::Router& router, const SharedService& service) {
  const auto options = trivial_analysis_route();
  router.add(http::Method::get, "/v1/jobs/{id}", options, with(service, show));
  router.add(http::Method::remove, "/v1/jobs/{id}", options, with(service, remove));
}

}  // namespace facelatch::api
