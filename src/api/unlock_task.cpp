// SPDX-License-Identifier: Apache-2.0
#include "api/unlock_task.hpp"

#include <utility>

#include "api/json_object.hpp"
#include "api/people_desk.hpp"
#include "api/stream_picture.hpp"
#include "api/stream_text.hpp"
#include "api/unlock_text.hpp"
#include "api/unlock_wish.hpp"
#include "recognition/counted_try.hpp"

namespace facelatch::api {
namespace {

using http::Fault;
using recognition::Advice;

constexpr int kSufficientSide = 1280;

std::string challenge_text(const unlock::Beginning& begun, unlock::Policy policy) {
  std::string json;
  JsonObject object(json);
  object.add("type", "challenge");
  add_challenge(object, begun, policy);
  object.close();
  return json;
}

std::string decision_text(std::uint64_t frame, const unlock::Outcome& outcome) {
  std::string json;
  JsonObject object(json);
  object.add("type", "decision").add("frame", frame);
  add_outcome(object, outcome);
  object.close();
  return json;
}

std::string progress_text(std::uint64_t frame, const unlock::Progress& progress,
                          const liveness::Sight& sight, float scale) {
  const bool is_told = progress.advice == Advice::do_action && progress.next;
  std::string json;
  JsonObject object(json);
  add_advice(
      object, frame, progress.advice,
      is_told ? liveness::sentence_of(*progress.next) : recognition::sentence_of(progress.advice));
  object.add("done", progress.done);
  if (progress.next) {
    object.add("action", liveness::name_of(*progress.next));
  } else {
    object.add_null("action");
  }
  // In pixels of the frame as it was sent.
  const auto box = vision::scaled({.box = sight.box}, scale, scale).box;
  add_seen(object, static_cast<std::size_t>(sight.faces), sight.faces > 0 ? &box : nullptr);
  object.close();
  return json;
}

}  // namespace

TaskBeginning UnlockTask::begin(SharedService service, const unlock::Wish& wish) {
  if (const auto may = check_wish(*service, wish); !may) return std::unexpected(Fault(may.error()));
  const auto watcher = service->watcher();
  if (!watcher) return std::unexpected(Fault(watcher.error()));
  const auto recogniser = service->people->recogniser(watcher->analyser());
  if (!recogniser) return std::unexpected(Fault(recogniser.error()));
  auto& unlocker = service->unlock->unlocker();
  const auto begun = unlocker.begin(wish);
  if (!begun) return std::unexpected(Fault(begun.error()));
  if (begun->admission.admission != store::Admission::admitted) {
    const auto refusal = recognition::refusal_of(begun->admission);
    Fault fault(refusal.error);
    fault.retry_after = refusal.wait;
    return std::unexpected(std::move(fault));
  }
  auto ticket = unlocker.accept(begun->challenge, wish.client);
  if (!ticket) return std::unexpected(Fault(ticket.error()));
  auto text = challenge_text(*begun, wish.policy);
  return BegunTask{
      std::make_unique<UnlockTask>(std::move(service), *watcher, **recogniser, *std::move(ticket)),
      std::move(text)};
}

UnlockTask::UnlockTask(SharedService service, liveness::Watcher watcher,
                       recognition::Recogniser& recogniser, unlock::Ticket ticket)
    : service_(std::move(service)),
      watcher_(std::move(watcher)),
      recogniser_(&recogniser),
      try_(service_->unlock->unlocker(), std::move(ticket)) {}

base::Result<StreamAnswer> UnlockTask::look_at(const StreamFrame& frame, StreamReport& report) {
  if (last_.count() >= 0 && frame.received - last_ < kFramePause) return StreamAnswer{};
  const auto decoded =
      decode_frame(frame.picture, service_->limits.stream.frame, frame.deadline, kSufficientSide);
  if (!decoded) return std::unexpected(decoded.error());
  auto sight = watcher_.look(decoded->image.view(), frame.received, frame.deadline);
  if (!sight) return std::unexpected(sight.error());
  last_ = frame.received;
  report.faces = static_cast<std::size_t>(sight->faces);
  const auto answer = try_.look(*sight, *recogniser_);
  if (!answer) return StreamAnswer{end_text(Fault(answer.error())), Going::over};
  if (const auto* outcome = std::get_if<unlock::Outcome>(&*answer)) {
    return StreamAnswer{decision_text(frame.number, *outcome), Going::over};
  }
  return StreamAnswer{
      progress_text(frame.number, std::get<unlock::Progress>(*answer), *sight, decoded->scale())};
}

}  // namespace facelatch::api
