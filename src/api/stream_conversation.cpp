// SPDX-License-Identifier: Apache-2.0
#include "api/stream_conversation.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "access/scope.hpp"
#include "api/enrol_task.hpp"
#include "api/follow_task.hpp"
#include "api/stream_text.hpp"
#include "api/unlock_task.hpp"

namespace facelatch::api {
namespace {

using base::Error;
using base::ErrorCode;
using http::CloseCode;
using http::Fault;
using std::chrono::microseconds;

/// What a stream is for.
constexpr std::array kScopes{access::kScopeAnalyse, access::kScopeUnlock, access::kScopeEnrol};
/// Settings and keys are rare; who floods us with texts is told so.
constexpr access::RateLimit kTextRate{.per_minute = 300, .burst = 20};

Fault fault(ErrorCode code, std::string sentence) {
  return Fault(Error{code, std::move(sentence)});
}

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

StreamConversation::StreamConversation(SharedService service, http::WebSocket socket,
                                       std::string address)
    : service_(std::move(service)),
      limits_(service_->limits.stream),
      socket_(std::move(socket)),
      caller_(service_->guard, std::move(address), kScopes),
      frames_(frame_rate(limits_.frames_per_second), begun_),
      texts_(kTextRate, begun_) {
  settings_.search.detect.max_faces = limits_.faces;
}

std::expected<http::WebSocketCallbacks, Fault> StreamConversation::begin(
    const http::Request& request) {
  http::WebSocketCallbacks callbacks;
  callbacks.silence = limits_.silence;
  callbacks.first_silence = limits_.key_time;
  auto credential = credential_of(request.headers);
  if (!caller_.needs_key() || credential.size() > 0) {
    callbacks.first_silence = limits_.silence;
    auto done = caller_.show(std::move(credential));
    if (done) done = enter();
    if (!done) return std::unexpected(done.error());
    callbacks.caller = caller_.key_id();
  }
  callbacks.on_message = [self = shared_from_this()](http::WebSocketMessage message) {
    self->take(std::move(message));
  };
  callbacks.on_close = [self = shared_from_this()] { self->leave(); };
  return callbacks;
}

std::expected<void, Fault> StreamConversation::enter() {
  auto place = service_->streams->enter(caller_.owner(), Clock::now());
  if (!place) return std::unexpected(Fault(place.error()));
  place_ = *std::move(place);
  send(ready_text(limits_, settings_));
  return {};
}

void StreamConversation::take(http::WebSocketMessage message) {
  if (is_closed_) return;
  if (message.kind == http::WebSocketMessage::Kind::text) {
    take_text(message.data);
  } else if (!place_) {
    complain(fault(ErrorCode::unauthenticated, "The API key must come before the first frame."),
             Weight::harmless);
  } else {
    take_frame(std::move(message.data));
  }
  // One message is enough to show a key; places are for those who have one.
  if (!place_ && !is_closed_) close(CloseCode::policy, "The API key must come first.");
}

void StreamConversation::take_text(const std::string& text) {
  if (texts_.take(Clock::now())) {
    return complain(fault(ErrorCode::rate_limited, "Too many text messages; wait."),
                    Weight::counts);
  }
  if (text.size() > limits_.text_bytes) {
    return complain(fault(ErrorCode::too_large,
                          fmt::format("A text message has at most {} bytes.", limits_.text_bytes)),
                    Weight::counts);
  }
  // The worker may be writing to the settings by now.
  const auto current = is_settled_ ? StreamSettings() : settings_;
  auto command = parse_stream_command(text, current, limits_.faces);
  if (!command) return complain(Fault(command.error()), Weight::counts);
  if (const auto* key = std::get_if<StreamKey>(&*command)) return use_key(*key);
  if (!place_) {
    return complain(fault(ErrorCode::unauthenticated, "The API key must come first."),
                    Weight::harmless);
  }
  if (auto* order = std::get_if<StreamOrder>(&*command)) return use_order(std::move(*order));
  use_settings(std::get<StreamSettings>(*std::move(command)));
}

void StreamConversation::use_key(const StreamKey& command) {
  if (place_) {
    return complain(fault(ErrorCode::invalid_argument, "The stream is authenticated already."),
                    Weight::counts);
  }
  http::Headers credential;
  credential.add("X-Api-Key", command.key);
  auto done = caller_.show(std::move(credential));
  if (done) done = enter();
  if (done) return;
  complain(done.error(), Weight::harmless);
  close(is_about_key(done.error()) ? CloseCode::policy : CloseCode::try_again_later,
        done.error().message);
}

void StreamConversation::use_settings(StreamSettings settings) {
  if (is_settled_) {
    return complain(fault(ErrorCode::invalid_argument,
                          "Settings must come before the first frame; open another stream."),
                    Weight::counts);
  }
  if (const auto known = service_->analyser(settings.detector, settings.model); !known) {
    return complain(Fault(known.error()), Weight::counts);
  }
  settings_ = std::move(settings);
  send(settings_text(settings_));
}

void StreamConversation::use_order(StreamOrder order) {
  if (auto* wish = std::get_if<unlock::Wish>(&order)) wish->client = caller_.client();
  is_settled_ = true;
  switch (inbox_.put(SentOrder{Clock::now(), std::move(order)})) {
    case StreamInbox::Placed::call_worker:
      return call_worker();
    case StreamInbox::Placed::somebody_works:
      return;
    case StreamInbox::Placed::refused:
      complain(fault(ErrorCode::rate_limited, "Wait for the answer to what was asked before."),
               Weight::counts);
  }
}

void StreamConversation::take_frame(std::string picture) {
  const auto now = Clock::now();
  ++received_;
  is_settled_ = true;
  if (!is_key_still_good()) return;
  // Each bucket is asked: a frame too fast for the stream also counts for its key.
  const bool is_slow_enough_for_key = place_->may_send(now);
  if (frames_.take(now) || !is_slow_enough_for_key) return inbox_.drop(DropReason::rate);
  if (socket_.queued_bytes() > limits_.unread_bytes) return inbox_.drop(DropReason::unread);
  if (inbox_.put({.number = received_, .received = now, .picture = std::move(picture)})) {
    call_worker();
  }
}

bool StreamConversation::is_key_still_good() {
  const auto done = caller_.ask_again(limits_.key_check);
  if (done) return true;
  complain(done.error(), Weight::harmless);
  close(CloseCode::policy, done.error().message);
  return false;
}

void StreamConversation::leave() {
  is_closed_ = true;
  place_.reset();
}

void StreamConversation::call_worker() {
  if (socket_.run([self = shared_from_this()] { self->work(); })) return;
  // Nobody else works until the inbox is told, so this is what goes on in spite of it.
  const bool goes_on = ordered_ != nullptr;
  if (inbox_.refuse() != StreamInbox::Lost::order) return;
  const auto busy = fault(ErrorCode::overloaded, "Too many requests are waiting; try again soon.");
  send(goes_on ? stream_error_text(busy, {}) : end_text(busy));
}

void StreamConversation::work() {
  auto order = inbox_.take_order();
  const auto frame = order ? std::nullopt : inbox_.take();
  try {
    if (order && !is_closed_) carry_out(std::move(order->order));
    if (frame && !is_closed_) answer(*frame);
  } catch (...) {
    complain(fault(ErrorCode::internal, "It could not be looked at."), Weight::counts,
             frame ? std::optional(frame->number) : std::nullopt);
  }
  // Not in a loop: other requests wait for this worker too.
  if (inbox_.finish()) call_worker();
}

std::expected<void, Fault> StreamConversation::may_order(const StreamOrder& order) const {
  if (std::holds_alternative<unlock::Wish>(order)) return caller_.ask(access::kScopeUnlock);
  if (std::holds_alternative<StreamEnrolment>(order)) return caller_.ask(access::kScopeEnrol);
  return {};
}

TaskBeginning StreamConversation::begin_task(StreamOrder order) {
  if (auto* wish = std::get_if<unlock::Wish>(&order)) return UnlockTask::begin(service_, *wish);
  return EnrolTask::begin(service_, std::get<StreamEnrolment>(std::move(order)), settings_,
                          caller_.client());
}

void StreamConversation::carry_out(StreamOrder order) {
  if (std::holds_alternative<StreamCancel>(order)) {
    const auto task = std::move(ordered_);
    const auto done = task ? task->cancel() : base::Result<void>();
    return send(done ? cancelled_text() : end_text(Fault(done.error())));
  }
  if (ordered_) {
    return complain(
        fault(ErrorCode::invalid_argument, "What was begun before goes on; cancel it first."),
        Weight::counts);
  }
  const auto may = may_order(order);
  auto begun = may ? begin_task(std::move(order)) : TaskBeginning(std::unexpected(may.error()));
  if (!begun) {
    send(end_text(begun.error()));
    return count_error();
  }
  ordered_ = std::move(begun->task);
  send(std::move(begun->text));
}

void StreamConversation::answer(const SentFrame& frame) {
  StreamReport report{.dropped = frame.dropped};
  auto answer = look_at(frame, report);
  report.is_answered = answer.has_value();
  if (answer) {
    errors_in_a_row_ = 0;
    if (answer->going == Going::over) ordered_.reset();
    if (answer->text.empty()) return;
    send(std::move(answer->text));
  } else {
    const auto code = answer.error().code;
    const bool is_ours = code == ErrorCode::unavailable || code == ErrorCode::deadline_exceeded;
    complain(Fault(answer.error()), is_ours ? Weight::harmless : Weight::counts, frame.number);
  }
  report.latency = Clock::now() - frame.received;
  if (service_->on_stream_frame) service_->on_stream_frame(report);
}

base::Result<StreamTask*> StreamConversation::task() {
  if (ordered_) return ordered_.get();
  if (!caller_.may_analyse()) {
    return base::failure(ErrorCode::denied,
                         "The API key does not have the scope to look at frames for nothing else.");
  }
  if (!follow_) {
    auto analyser = service_->analyser(settings_.detector, settings_.model);
    if (!analyser) return std::unexpected(analyser.error());
    const auto same_person_from = service_->same_person_limit(*analyser);
    follow_ = std::make_unique<FollowTask>(*std::move(analyser), same_person_from, settings_,
                                           limits_.frame, begun_);
  }
  return follow_.get();
}

base::Result<StreamAnswer> StreamConversation::look_at(const SentFrame& frame,
                                                       StreamReport& report) {
  const auto worker = task();
  if (!worker) return std::unexpected(worker.error());
  return (*worker)->look_at(
      {.number = frame.number,
       .picture = bytes_of(frame.picture),
       .received = std::chrono::duration_cast<microseconds>(frame.received - begun_),
       .dropped = frame.dropped,
       .deadline = base::Deadline(frame.received + limits_.frame_time)},
      report);
}

void StreamConversation::send(std::string text) {
  // A client that does not read gets no more frames looked at; this answer may be lost.
  (void)socket_.send({http::WebSocketMessage::Kind::text, std::move(text)});
}

void StreamConversation::complain(const Fault& fault, Weight weight,
                                  std::optional<std::uint64_t> frame) {
  send(stream_error_text(fault, frame));
  if (weight == Weight::counts) count_error();
}

void StreamConversation::count_error() {
  if (++errors_in_a_row_ >= limits_.errors_in_a_row) {
    close(CloseCode::policy, "Too many errors in a row.");
  }
}

void StreamConversation::close(CloseCode code, std::string reason) {
  is_closed_ = true;
  socket_.close(code, std::move(reason));
}

}  // namespace facelatch::api
