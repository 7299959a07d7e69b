// SPDX-License-Identifier: Apache-2.0
// POST /represent and /verify as the REST API of DeepFace has them (its api/src/modules/core, as of
// June 2026), so that its clients need only another address.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <optional>

#include "api/deepface_request.hpp"
#include "api/face_text.hpp"
#include "api/json_object.hpp"
#include "api/route_options.hpp"
#include "similarity/decision.hpp"
#include "similarity/metric.hpp"

namespace facelatch::api {
namespace {

using base::ErrorCode;
using base::failure;
using similarity::Metric;
using Clock = std::chrono::steady_clock;

/// Its clients know 400 alone: "exception" where a picture cannot be read, "error" for the rest.
base::Result<http::Response> refuse(const base::Error& error) {
  using enum ErrorCode;
  const bool is_unreadable =
      error.code == unsupported_format || error.code == corrupt || error.code == too_large;
  const bool is_clients = is_unreadable || error.code == invalid_argument || error.code == no_face;
  if (!is_clients) return std::unexpected(error);
  std::string json;
  JsonObject object(json);
  object.add(is_unreadable ? "exception" : "error", error.message);
  object.close();
  return http::json_response(400, std::move(json));
}

void append_point(std::string& json, vision::Point point) {
  http::append_json_array(json, std::array{std::round(point.x), std::round(point.y)});
}

/// Whole pixels, and left as the person who is seen would say it.
void append_area(std::string& json, const vision::Face& face) {
  const bool has_landmarks = face.landmarks != vision::Landmarks();
  JsonObject object(json);
  object.add("x", std::lround(face.box.x))
      .add("y", std::lround(face.box.y))
      .add("w", std::lround(face.box.width))
      .add("h", std::lround(face.box.height));
  using enum vision::Landmarks::Index;
  for (const auto& [name, index] :
       {std::pair("left_eye", right_eye), std::pair("right_eye", left_eye), std::pair("nose", nose),
        std::pair("mouth_left", right_mouth), std::pair("mouth_right", left_mouth)}) {
    if (has_landmarks) {
      append_point(object.member(name), face.landmarks.points.at(index));
    } else {
      object.add_null(name);
    }
  }
  object.close();
}

base::Result<http::Response> answer_represent(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "img");
  if (!fields) return refuse(fields.error());
  const auto options = read_deepface_request(*fields, service);
  const auto picture = fields->take_picture("img");
  if (const auto done = fields->finish(Unknown::ignored); !done) return refuse(done.error());
  if (!picture) return refuse(missing("img").error());
  const auto analyser = analyser_for(service, options);
  if (!analyser) return refuse(analyser.error());
  const auto analysis = represent(service, *analyser, *picture, options, request.deadline);
  if (!analysis) return refuse(analysis.error());
  std::string json = R"({"results":[)";
  for (const auto& face : analysis->faces) {
    if (json.back() != '[') json += ',';
    JsonObject object(json);
    append_embedding(object.member("embedding"), face.embedding, EmbeddingText::numbers);
    append_area(object.member("facial_area"), face.face);
    object.add("face_confidence", face.face.score);
    object.close();
  }
  json += "]}";
  return http::json_response(200, std::move(json));
}

/// The pair of faces that are most alike.
struct Match {
  const pipeline::AnalysedFace* first = nullptr;
  const pipeline::AnalysedFace* second = nullptr;
  float cosine = -2;
};

base::Result<Match> best_match(const pipeline::Analysis& first, const pipeline::Analysis& second) {
  Match best;
  for (const auto& a : first.faces) {
    for (const auto& b : second.faces) {
      const auto cosine = similarity::cosine_similarity(a.embedding, b.embedding);
      if (!cosine) return std::unexpected(cosine.error());
      if (*cosine > best.cosine) best = {&a, &b, *cosine};
    }
  }
  return best;
}

/// A cosine similarity as a distance of unit vectors.
double as_distance(double cosine, Metric metric) {
  const double clipped = std::clamp(cosine, -1.0, 1.0);
  switch (metric) {
    case Metric::cosine:
      return 1 - clipped;
    case Metric::angular:
      return std::acos(clipped) / std::numbers::pi;
    case Metric::euclidean:
    case Metric::euclidean_l2:
      break;
  }
  return std::sqrt(2 - 2 * clipped);
}

/// For display alone, as it is there: 51 to 100 for one person, 0 to 49 for two. The slope is that
/// of Frigate's score of recognition.
double confidence(const similarity::Decision& decision) {
  constexpr double kSlope = 12;
  const double distance = static_cast<double>(decision.similarity) - decision.threshold;
  const double value = 100 / (1 + std::exp(-kSlope * distance));
  const double rounded = std::round(value * 100) / 100;
  return decision.same_person ? std::max(51.0, rounded) : std::min(49.0, rounded);
}

std::string verify_json(const similarity::Decision& decision, const Match& match, Metric metric,
                        Clock::time_point begun) {
  std::string json;
  JsonObject object(json);
  object.add("verified", decision.same_person)
      .add("distance", as_distance(static_cast<double>(decision.similarity), metric))
      .add("threshold", as_distance(decision.threshold, metric))
      .add("confidence", confidence(decision))
      .add("model", deepface_name(decision.model))
      .add("detector_backend", decision.detector)
      .add("similarity_metric", similarity::name_of(metric));
  JsonObject areas(object.member("facial_areas"));
  append_area(areas.member("img1"), match.first->face);
  append_area(areas.member("img2"), match.second->face);
  areas.close();
  object.add("time", std::chrono::duration<double>(Clock::now() - begun).count());
  object.close();
  return json;
}

struct VerifyRequest {
  DeepFaceRequest options;
  Metric metric = Metric::cosine;
  http::Content first;
  http::Content second;
};

base::Result<VerifyRequest> read_verify(const Service& service, http::Request& request) {
  auto fields = Fields::read(request, "");
  if (!fields) return std::unexpected(fields.error());
  const auto options = read_deepface_request(*fields, service);
  auto first = fields->take_picture("img1");
  auto second = fields->take_picture("img2");
  if (const auto done = fields->finish(Unknown::ignored); !done) {
    return std::unexpected(done.error());
  }
  if (!first) return missing("img1");
  if (!second) return missing("img2");
  const auto metric = similarity::metric_named(options.distance_metric);
  if (!metric) {
    return failure(ErrorCode::invalid_argument,
                   "distance_metric must be one of cosine, euclidean, euclidean_l2, angular.");
  }
  return VerifyRequest{options, *metric, *std::move(first), *std::move(second)};
}

base::Result<std::string> verify(const Service& service, const VerifyRequest& request,
                                 base::Deadline deadline) {
  const auto begun = Clock::now();
  const auto analyser = analyser_for(service, request.options);
  if (!analyser) return std::unexpected(analyser.error());
  const auto first = represent(service, *analyser, request.first, request.options, deadline);
  if (!first) return std::unexpected(first.error());
  const auto second = represent(service, *analyser, request.second, request.options, deadline);
  if (!second) return std::unexpected(second.error());
  const auto match = best_match(*first, *second);
  if (!match) return std::unexpected(match.error());
  const auto decision = similarity::decide(match->cosine, service.calibration,
                                           analyser->detector_id(), analyser->model_id());
  if (!decision) {
    return failure(ErrorCode::invalid_argument,
                   "No threshold was ever measured for this model with this detector.");
  }
  return verify_json(*decision, *match, request.metric, begun);
}

base::Result<http::Response> answer_verify(const Service& service, http::Request request) {
  const auto verify_request = read_verify(service, request);
  if (!verify_request) return refuse(verify_request.error());
  auto json = verify(service, *verify_request, request.deadline);
  if (!json) return refuse(json.error());
  return http::json_response(200, *std::move(json));
}

}  // namespace

void add_deepface_routes(http::Router& router, const SharedService& service) {
  auto one = picture_route(*service, 1);
  auto two = picture_route(*service, 2);
  one.errors = http::ErrorStyle::legacy;
  two.errors = http::ErrorStyle::legacy;
  router.add(http::Method::post, "/represent", one, with(service, answer_represent));
  router.add(http::Method::post, "/verify", two, with(service, answer_verify));
}

}  // namespace facelatch::api
