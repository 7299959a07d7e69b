// SPDX-License-Identifier: Apache-2.0
// Whether a face is an enrolled person's, and whose it is. Neither looks for a living face.
#include <fmt/format.h>

#include <chrono>
#include <expected>

#include "access/scope.hpp"
#include "api/json_object.hpp"
#include "api/people_desk.hpp"
#include "api/person_options.hpp"
#include "api/picture_options.hpp"
#include "api/route_options.hpp"

namespace facelatch::api {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

struct Question {
  PictureOptions picture;
  std::string person;
  double far = recognition::kDefaultFalseAcceptRate;
  double margin = recognition::kDefaultMargin;
};

/// The picture's only face, and who compares it.
struct Probe {
  similarity::Embedding face;
  recognition::Recogniser* recogniser;
};

Result<Probe> look(const Service& service, const http::Content& picture, const Question& question,
                   base::Deadline deadline) {
  const auto& options = question.picture;
  const auto analyser = service.analyser(options.detector, options.model);
  if (!analyser) return std::unexpected(analyser.error());
  const auto recogniser = service.people->recogniser(*analyser);
  if (!recogniser) return std::unexpected(recogniser.error());
  if (const auto known = (*recogniser)->threshold(question.far); !known) {
    // The client has asked for what this detector and model cannot tell; others may.
    return failure(ErrorCode::invalid_argument, known.error().message);
  }
  auto analysis = analyse(*analyser, picture, options, deadline);
  if (!analysis) return std::unexpected(analysis.error());
  if (analysis->faces.empty()) return no_face();
  if (analysis->faces.size() > 1) {
    return failure(ErrorCode::many_faces, "There is more than one face in the picture.");
  }
  return Probe{std::move(analysis->faces.front().embedding), *recogniser};
}

/// Reads what both routes take; `question` has the defaults.
Result<http::Content> read(http::Request& request, Question& question,
                           void (*read_more)(Fields&, Question&)) {
  auto fields = Fields::read(request, "image");
  if (!fields) return std::unexpected(fields.error());
  fields->read_text("detector", question.picture.detector);
  fields->read_text("model", question.picture.model);
  fields->read_number("far", {1e-9, 1}, question.far);
  read_more(*fields, question);
  auto picture = fields->take_picture("image");
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  if (!picture) return missing("image");
  return *std::move(picture);
}

/// The id of the try, or why it may not begin: the same for people who exist and who do not.
std::expected<std::string, http::Fault> begin_attempt(store::Attempts& attempts,
                                                      std::string_view person,
                                                      std::string_view client) {
  auto attempt = attempts.begin(person, client);
  if (!attempt) return std::unexpected(http::Fault(attempt.error()));
  const auto& answer = attempt->answer;
  if (answer.admission == store::Admission::admitted) return std::move(attempt->id);
  http::Fault fault(base::Error{ErrorCode::rate_limited,
                                "There were too many failed tries; an operator must reset them."});
  fault.retry_after.reset();
  if (answer.admission == store::Admission::wait) {
    fault.retry_after = std::chrono::ceil<std::chrono::seconds>(answer.wait);
    fault.message = fmt::format("There were too many failed tries; come again in {} seconds.",
                                fault.retry_after->count());
  }
  return std::unexpected(std::move(fault));
}

http::Response verified(const recognition::Verification& answer) {
  std::string json;
  JsonObject object(json);
  object.add("accepted", answer.accepted).add("similarity", answer.similarity);
  append_threshold(object.member("threshold"), answer.threshold);
  object.close();
  return http::json_response(200, std::move(json));
}

Result<http::Response> verify(const Service& service, http::Request request) {
  Question question{.picture = default_picture_options(service)};
  const auto picture = read(request, question, [](Fields& fields, Question& target) {
    fields.read_text("person", target.person);
  });
  if (!picture) return std::unexpected(picture.error());
  if (question.person.empty()) return missing("person");
  const auto client = client_of(request);
  auto& attempts = service.people->store().attempts();
  const auto attempt = begin_attempt(attempts, question.person, client);
  if (!attempt) {
    return http::error_response(attempt.error(), http::ErrorStyle::problem, request.request_id);
  }
  const auto end = [&](store::AttemptEnd outcome) { return attempts.end(*attempt, outcome); };

  const auto probe = look(service, *picture, question, request.deadline);
  if (!probe) {
    // Nothing was compared; what was sent shows no face of anybody.
    if (const auto ended = end(store::AttemptEnd::withdrawn); !ended) {
      return std::unexpected(ended.error());
    }
    return std::unexpected(probe.error());
  }
  const auto answer = probe->recogniser->verify(question.person, probe->face, question.far, client);
  const bool accepted = answer && answer->accepted;
  const auto ended = end(!answer    ? store::AttemptEnd::withdrawn
                         : accepted ? store::AttemptEnd::succeeded
                                    : store::AttemptEnd::failed);
  if (!answer) return std::unexpected(answer.error());
  if (!ended) return std::unexpected(ended.error());
  return verified(*answer);
}

http::Response identified(const recognition::Identification& answer) {
  std::string json;
  JsonObject object(json);
  if (answer.person_id) {
    object.add("person", *answer.person_id);
  } else {
    object.add_null("person");
  }
  object.add("similarity", answer.similarity)
      .add("margin", answer.margin)
      .add("people", answer.people);
  append_threshold(object.member("threshold"), answer.threshold);
  object.close();
  return http::json_response(200, std::move(json));
}

Result<http::Response> identify(const Service& service, http::Request request) {
  Question question{.picture = default_picture_options(service)};
  const auto picture = read(request, question, [](Fields& fields, Question& target) {
    fields.read_number("margin", {0, 2}, target.margin);
  });
  if (!picture) return std::unexpected(picture.error());
  const auto probe = look(service, *picture, question, request.deadline);
  if (!probe) return std::unexpected(probe.error());
  const auto answer = probe->recogniser->identify(probe->face, question.far, question.margin,
                                                  client_of(request), request.deadline);
  if (!answer) return std::unexpected(answer.error());
  return identified(*answer);
}

}  // namespace

void add_recognition_routes(http::Router& router, const SharedService& service) {
  auto options = picture_route(*service, 1);
  options.scope = access::kScopeVerify;
  router.add(http::Method::post, "/v1/verify", options, with(service, verify));
  options.scope = access::kScopeIdentify;
  router.add(http::Method::post, "/v1/identify", options, with(service, identify));
}

}  // namespace facelatch::api
