// SPDX-License-Identifier: Apache-2.0
// Who is let in: a challenge, its answer, and what a token of ours says.
#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <utility>

#include "access/scope.hpp"
#include "api/json_object.hpp"
#include "api/people_desk.hpp"
#include "api/person_options.hpp"
#include "api/picture_options.hpp"
#include "api/route_options.hpp"
#include "api/unlock_desk.hpp"
#include "api/unlock_text.hpp"
#include "api/unlock_wish.hpp"
#include "api/video_source.hpp"
#include "base/time_text.hpp"
#include "imaging/decode.hpp"
#include "unlock/unlocker.hpp"

namespace facelatch::api {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::uint64_t kMostAnswerBytes = 64UL << 20U;  // of a clip, or of all pictures
constexpr std::size_t kMostPictures = 64;
constexpr int kPicturePause = 100;  // milliseconds between pictures, unless the client says
constexpr int kLongerSide = 1280;
/// The rest of a counted try's minute is for what comes behind the frames.
constexpr std::chrono::seconds kAnswerTime{25};
Result<http::Response> draw_challenge(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "image");
  if (!fields) return std::unexpected(fields.error());
  auto wish = read_wish(*fields);
  wish.client = client_of(request);
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  if (const auto whole = check_texts(wish); !whole) return std::unexpected(whole.error());
  if (const auto may = check_wish(service, wish); !may) return std::unexpected(may.error());
  const auto begun = service.unlock->unlocker().begin(wish);
  if (!begun) return std::unexpected(begun.error());
  if (begun->admission.admission != store::Admission::admitted) {
    return refused(recognition::refusal_of(begun->admission), request.request_id);
  }
  std::string json;
  JsonObject object(json);
  object.add("challenge", begun->challenge);
  add_challenge(object, *begun, wish.policy);
  object.close();
  return http::json_response(201, std::move(json));
}

/// What a client sent as its answer.
struct Answer {
  std::string challenge;
  int pause = kPicturePause;
  std::optional<http::Content> clip;
  std::vector<SentPicture> pictures;
};

Result<Answer> read_answer(http::Request& request) {
  auto fields = Fields::read(request, "video");
  if (!fields) return std::unexpected(fields.error());
  Answer answer;
  fields->read_text("challenge", answer.challenge);
  fields->read_integer("interval_ms", {20, 500}, answer.pause);
  answer.clip = fields->take_file("video");
  answer.pictures = fields->take_pictures("image");
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  if (answer.challenge.empty()) return missing("challenge");
  if (answer.clip.has_value() == !answer.pictures.empty()) {
    return failure(ErrorCode::invalid_argument, "Send either a video or several pictures (image).");
  }
  if (answer.pictures.size() > kMostPictures) {
    return failure(ErrorCode::too_large, fmt::format("At most {} pictures answer.", kMostPictures));
  }
  return answer;
}

Result<std::vector<liveness::Sight>> watch_pictures(const Service& service,
                                                    const liveness::Watcher& watcher,
                                                    const Answer& answer, base::Deadline deadline) {
  imaging::DecodeOptions decoding{.limits = {}, .sufficient_side = kLongerSide};
  decoding.limits.bytes = service.limits.picture_bytes;
  decoding.limits.pixels = service.limits.picture_pixels;
  std::vector<liveness::Sight> sights;
  std::chrono::milliseconds time{0};
  for (const auto& picture : answer.pictures) {
    if (!picture.content) return std::unexpected(picture.content.error());
    const auto decoded = imaging::decode(picture.content->bytes(), decoding);
    if (!decoded) return std::unexpected(decoded.error());
    auto sight = watcher.look(decoded->image.view(), time, deadline);
    if (!sight) return std::unexpected(sight.error());
    sights.push_back(*std::move(sight));
    time += std::chrono::milliseconds(answer.pause);
  }
  return sights;
}

Result<std::vector<liveness::Sight>> watch(const Service& service, const liveness::Watcher& watcher,
                                           const Answer& answer, const http::Request& request) {
  if (!answer.clip) return watch_pictures(service, watcher, answer, request.deadline);
  auto reader =
      open_video(*answer.clip, service.limits, liveness::clip_options(), request.deadline);
  if (!reader) return std::unexpected(reader.error());
  const std::stop_callback stop(request.cancelled, [&] { reader->interrupt(); });
  return liveness::watch(watcher, *reader, unlock::kLongestTry, request.deadline);
}

http::Response told(const unlock::Outcome& outcome) {
  std::string json;
  JsonObject object(json);
  add_outcome(object, outcome);
  object.close();
  return http::json_response(200, std::move(json));
}

Result<http::Response> judge(const Service& service, http::Request request) {
  const auto client = client_of(request);
  const auto answer = read_answer(request);
  if (!answer) return std::unexpected(answer.error());
  // What the server lacks is no failure of the person: the challenge is not used up.
  const auto watcher = service.watcher();
  if (!watcher) return std::unexpected(watcher.error());
  const auto recogniser = service.people->recogniser(watcher->analyser());
  if (!recogniser) return std::unexpected(recogniser.error());
  const auto place = service.unlock->take_place();
  if (!place.exists()) {
    return failure(ErrorCode::overloaded, "Other clips are being looked at; try again soon.");
  }
  const auto ticket = service.unlock->unlocker().accept(answer->challenge, client);
  if (!ticket) return std::unexpected(ticket.error());
  const auto sights = watch(service, *watcher, *answer, request);
  if (!sights) {
    if (const auto ended = service.unlock->unlocker().give_up(*ticket); !ended) {
      return std::unexpected(ended.error());
    }
    return std::unexpected(sights.error());
  }
  const auto outcome = service.unlock->unlocker().decide(*ticket, *sights, **recogniser);
  if (!outcome) return std::unexpected(outcome.error());
  return told(*outcome);
}

Result<http::Response> redeem(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "image");
  if (!fields) return std::unexpected(fields.error());
  std::string token;
  std::string audience;
  fields->read_text("token", token);
  fields->read_text("audience", audience);
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  if (token.empty()) return missing("token");
  if (audience.empty()) return missing("audience");
  const auto claims = service.unlock->unlocker().redeem(token, audience);
  if (!claims) return std::unexpected(claims.error());
  std::string json;
  JsonObject object(json);
  object.add("person", claims->subject)
      .add("audience", claims->audience)
      .add("session", claims->session_id)
      .add("nonce", claims->nonce)
      .add("expires", base::time_text(claims->expires_at));
  object.close();
  return http::json_response(200, std::move(json));
}

Result<http::Response> tell_keys(const Service& service, http::Request /*request*/) {
  auto keys = service.unlock->unlocker().key_set();
  if (!keys) return std::unexpected(keys.error());
  auto response = http::json_response(200, *std::move(keys));
  response.headers.set("Cache-Control", "max-age=60");
  return response;
}

}  // namespace

void add_unlock_routes(http::Router& router, const SharedService& service) {
  auto options = people_route();
  options.scope = access::kScopeUnlock;
  router.add(http::Method::post, "/v1/unlock/challenges", options, with(service, draw_challenge));
  router.add(http::Method::post, "/v1/unlock/redeem", options, with(service, redeem));
  options = picture_route(*service, 1);
  options.scope = access::kScopeUnlock;
  options.body_bytes = kMostAnswerBytes;
  options.form.fields_bytes = kMostAnswerBytes;
  options.form.files = kMostPictures;
  options.time = kAnswerTime;
  router.add(http::Method::post, "/v1/unlock", options, with(service, judge));
  options = people_route();
  options.scope = access::kScopeEverybody;
  router.add(http::Method::get, "/.well-known/jwks.json", options, with(service, tell_keys));
}

}  // namespace facelatch::api
