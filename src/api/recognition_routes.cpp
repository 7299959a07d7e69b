// SPDX-License-Identifier: Apache-2.0
// Whether a face is an enrolled person's, and whose it is. Neither looks for a living face.
#include <fmt/format.h>

#include "access/scope.hpp"
#include "api/json_object.hpp"
#include "api/people_desk.hpp"
#include "api/person_options.hpp"
#include "api/picture_options.hpp"
#include "api/route_options.hpp"
#include "recognition/counted_try.hpp"

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
Result<http::Content> read(http::Request& request, const Service& service, Question& question,
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
  if (question.far > service.policy.laxest_far) {
    // Else a client could find out by ever stricter rates how near a face came, and begin the count
    // of failures anew at a rate that accepts everybody.
    return failure(ErrorCode::invalid_argument,
                   fmt::format("far is at most {:g} on this server.", service.policy.laxest_far));
  }
  return *std::move(picture);
}

/// What every decision says: never how near a face came, which would show the way to one that is
/// accepted.
void add_decision(JsonObject& object, recognition::Reason reason,
                  const recognition::Threshold& threshold) {
  object.add("reason", name_of(reason));
  append_threshold(object.member("threshold"), threshold);
}

http::Response verified(const recognition::Verification& answer) {
  std::string json;
  JsonObject object(json);
  object.add("accepted", answer.accepted);
  add_decision(object, answer.accepted ? recognition::Reason::match : recognition::Reason::no_match,
               answer.threshold);
  object.close();
  return http::json_response(200, std::move(json));
}

Result<http::Response> verify(const Service& service, http::Request request) {
  Question question{.picture = default_picture_options(service)};
  const auto picture = read(request, service, question, [](Fields& fields, Question& target) {
    fields.read_text("person", target.person);
  });
  if (!picture) return std::unexpected(picture.error());
  if (question.person.empty()) return missing("person");
  const auto client = client_of(request);
  auto attempt =
      recognition::CountedTry::begin(service.people->store().attempts(), question.person, client);
  if (!attempt) return refused(attempt.error(), request.request_id);
  const auto probe = look(service, *picture, question, request.deadline);
  if (!probe) return std::unexpected(probe.error());
  const auto answer = probe->recogniser->verify(question.person, probe->face, question.far, client);
  if (!answer) return std::unexpected(answer.error());
  if (const auto ended = attempt->end(answer->accepted); !ended) {
    return std::unexpected(ended.error());
  }
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
  object.add("templates", answer.templates);
  add_decision(object, answer.reason, answer.threshold);
  object.close();
  return http::json_response(200, std::move(json));
}

Result<http::Response> identify(const Service& service, http::Request request) {
  Question question{.picture = default_picture_options(service)};
  const auto picture = read(request, service, question, [](Fields& fields, Question& target) {
    fields.read_number("margin", {0, 2}, target.margin);
  });
  if (!picture) return std::unexpected(picture.error());
  const auto client = client_of(request);
  auto attempt = recognition::CountedTry::begin(service.people->store().attempts(), {}, client);
  if (!attempt) return refused(attempt.error(), request.request_id);
  const auto probe = look(service, *picture, question, request.deadline);
  if (!probe) return std::unexpected(probe.error());
  const auto answer = probe->recogniser->identify(probe->face, question.far, question.margin,
                                                  client, request.deadline);
  if (!answer) return std::unexpected(answer.error());
  const bool is_harmless = service.policy.passers_by == PassersBy::uncounted;
  if (answer->person_id || !is_harmless) {
    if (const auto ended = attempt->end(answer->person_id.has_value()); !ended) {
      return std::unexpected(ended.error());
    }
  }
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
