// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "api/analysis_text.hpp"
#include "api/embed_options.hpp"
#include "api/route_options.hpp"
#include "similarity/decision.hpp"
#include "similarity/metric.hpp"

namespace facelatch::api {
namespace {

using base::ErrorCode;
using base::failure;

/// One of the two that are compared: an embedding that was sent, or that of a picture's face.
struct Side {
  similarity::Embedding embedding;
  std::optional<pipeline::AnalysedFace> face;
};

struct SentSide {
  std::string number;  ///< "1" or "2"
  std::optional<http::Content> picture;
  std::optional<similarity::Embedding> embedding;
};

SentSide read_side(Fields& fields, std::string number) {
  SentSide side;
  side.picture = fields.take_picture("image" + number);
  fields.read_embedding("embedding" + number, side.embedding);
  side.number = std::move(number);
  return side;
}

base::Result<Side> resolve(SentSide sent, const pipeline::Analyser& analyser,
                           const EmbedOptions& options, base::Deadline deadline) {
  if (sent.picture.has_value() == sent.embedding.has_value()) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("Either image{0} or embedding{0} must be given.", sent.number));
  }
  if (sent.embedding) {
    const auto size = analyser.embedder().model().embedding_size;
    if (sent.embedding->values.size() != static_cast<std::size_t>(size)) {
      return failure(ErrorCode::invalid_argument,
                     fmt::format("embedding{} must have the {} values of the model {}.",
                                 sent.number, size, analyser.model_id()));
    }
    sent.embedding->model = analyser.model_id();
    return Side{*std::move(sent.embedding), {}};
  }
  auto analysis = embed(analyser, *sent.picture, options, deadline);
  if (!analysis) {
    return failure(analysis.error().code,
                   fmt::format("image{}: {}", sent.number, analysis.error().message));
  }
  auto& face = analysis->faces.front();
  return Side{face.embedding, std::move(face)};
}

void append_distances(std::string& json, const Side& first, const Side& second) {
  JsonObject object(json);
  for (const auto metric : {similarity::Metric::cosine, similarity::Metric::euclidean_l2,
                            similarity::Metric::angular}) {
    if (const auto value = similarity::distance(first.embedding, second.embedding, metric)) {
      object.add(similarity::name_of(metric), *value);
    }
  }
  object.close();
}

/// Where nothing was measured, nothing is claimed: the members are null.
void add_decision(JsonObject& object, const base::Result<similarity::Decision>& decision) {
  if (decision) {
    object.add("same_person", decision->same_person)
        .add("threshold", decision->threshold)
        .add("false_accept_rate", decision->point.far)
        .add("true_accept_rate", decision->point.tar);
    return;
  }
  for (const auto* name : {"same_person", "threshold", "false_accept_rate", "true_accept_rate"}) {
    object.add_null(name);
  }
}

base::Result<void> add_face(JsonObject& object, std::string_view name, const Side& side) {
  if (!side.face) return {};
  return append_face(object.member(name), *side.face, {.depth = pipeline::Depth::align});
}

base::Result<http::Response> answer(const Service& service, const pipeline::Analyser& analyser,
                                    const Side& first, const Side& second, double far) {
  const auto cosine = similarity::cosine_similarity(first.embedding, second.embedding);
  if (!cosine) return std::unexpected(cosine.error());
  const auto decision = similarity::decide(*cosine, service.calibration, analyser.detector_id(),
                                           analyser.model_id(), far);
  std::string json;
  JsonObject object(json);
  object.add("similarity", *cosine);
  add_decision(object, decision);
  object.add("detector", analyser.detector_id()).add("model", analyser.model_id());
  append_distances(object.member("distances"), first, second);
  for (const auto& [name, side] : {std::pair("face1", &first), std::pair("face2", &second)}) {
    if (const auto added = add_face(object, name, *side); !added) {
      return std::unexpected(added.error());
    }
  }
  object.close();
  return http::json_response(200, std::move(json));
}

base::Result<http::Response> compare(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "");
  if (!fields) return std::unexpected(fields.error());
  auto options = default_embed_options(service);
  auto& picture_options = options.picture;
  picture_options.analyse.selection = pipeline::Selection::largest_face;
  double far = similarity::kDefaultFar;
  read_picture_options(*fields, service, picture_options);
  fields->read_number("far", {1e-9, 1}, far);
  auto first = read_side(*fields, "1");
  auto second = read_side(*fields, "2");
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  if (picture_options.analyse.selection == pipeline::Selection::every_face) {
    return failure(ErrorCode::invalid_argument, "faces must be one of largest, central.");
  }

  const auto analyser = service.analyser(picture_options.detector, picture_options.model);
  if (!analyser) return std::unexpected(analyser.error());
  const auto a = resolve(std::move(first), *analyser, options, request.deadline);
  if (!a) return std::unexpected(a.error());
  const auto b = resolve(std::move(second), *analyser, options, request.deadline);
  if (!b) return std::unexpected(b.error());
  return answer(service, *analyser, *a, *b, far);
}

}  // namespace

void add_compare_route(http::Router& router, const SharedService& service) {
  router.add(http::Method::post, "/v1/compare", picture_route(*service, 2), with(service, compare));
}

}  // namespace facelatch::api
