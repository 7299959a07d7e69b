// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "api/json_object.hpp"
#include "api/route_options.hpp"
#include "api/stream_text.hpp"

namespace facelatch::api {
namespace {

void append_models(std::string& json, const models::Catalogue& catalogue,
                   const std::vector<std::string>& ids, models::Role role) {
  append_array(json, ids, [&](std::string& text, const std::string& id) {
    JsonObject object(text);
    object.add("id", id).add("default", id == ids.front());
    if (const auto model = catalogue.find(id, role)) {
      object.add("title", model->title).add("licence", model->licence);
      if (role == models::Role::embedder) object.add("embedding_size", model->embedding_size);
    }
    object.close();
  });
}

base::Result<http::Response> list_models(const Service& service, http::Request /*request*/) {
  const auto models = service.loader->models();
  if (!models) return std::unexpected(models.error());
  const auto& ids = (*models)->ids();
  std::string json;
  JsonObject object(json);
  append_models(object.member("detectors"), service.catalogue, ids.detectors,
                models::Role::detector);
  append_models(object.member("models"), service.catalogue, ids.embedders, models::Role::embedder);
  object.close();
  return http::json_response(200, std::move(json));
}

void append_limits(std::string& json, const Limits& limits, const JobLimits& jobs) {
  JsonObject object(json);
  object.add("picture_bytes", limits.picture_bytes)
      .add("picture_pixels", limits.picture_pixels)
      .add("faces", limits.faces)
      .add("batch_pictures", limits.batch_pictures)
      .add("batch_bytes", limits.batch_bytes)
      .add("video_bytes", limits.video_bytes)
      .add("video_seconds_at_once", limits.video_at_once.count())
      .add("jobs", jobs.jobs)
      .add("jobs_per_key", jobs.jobs_per_caller)
      .add("job_seconds", jobs.time.count())
      .add("job_kept_seconds", jobs.kept.count())
      .add("job_result_bytes", jobs.result_bytes);
  append_stream_limits(object.member("stream"), limits.stream);
  object.close();
}

void append_point(std::string& json, const similarity::OperatingPoint& point) {
  JsonObject object(json);
  object.add("far", point.far)
      .add("far_high", point.far_high)
      .add("threshold", point.threshold)
      .add("tar", point.tar)
      .add("tar_low", point.tar_low)
      .add("tar_high", point.tar_high);
  object.close();
}

void append_calibration(std::string& json, const similarity::Calibration& calibration) {
  JsonObject object(json);
  object.add("detector", calibration.detector)
      .add("model", calibration.model)
      .add("data", calibration.data)
      .add("genuine", calibration.genuine)
      .add("impostor", calibration.impostor);
  append_array(object.member("points"), calibration.points, append_point);
  object.close();
}

base::Result<http::Response> inform(const Service& service, http::Request /*request*/) {
  std::string json;
  JsonObject object(json);
  object.add("name", "facelatch").add("version", service.version).add("api", "v1");
  append_limits(object.member("limits"), service.limits, service.jobs->limits());
  append_array(object.member("calibration"), service.calibration.entries, append_calibration);
  object.close();
  return http::json_response(200, std::move(json));
}

}  // namespace

void add_information_routes(http::Router& router, const SharedService& service) {
  router.add(http::Method::get, "/v1/models", trivial_analysis_route(), with(service, list_models));
  router.add(http::Method::get, "/v1/info", trivial_analysis_route(), with(service, inform));
}

}  // namespace facelatch::api
