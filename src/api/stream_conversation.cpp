// SPDX-License-Identifier: Apache-2.0
#include "api/stream_conversation.hpp"

#include <fmt/format.h>

#include <utility>

#include "access/scope.hpp"
#include "api/stream_text.hpp"

namespace facelatch::api {
namespace {

using base::Error;
using base::ErrorCode;
using http::CloseCode;
using http::Fault;
using std::chrono::microseconds;

/// Settings and keys are rare; who floods us with texts is told so.
constexpr access::RateLimit kTextRate{.per_minute = 300, .burst = 20};
constexpr int kUnauthenticated = 401;
constexpr int kDenied = 403;

Fault fault(ErrorCode code, std::string sentence) {
  return Fault(Error{code, std::move(sentence)});
}

/// The fields of a request that show a key, and no others.
http::Headers credential_of(const http::Headers& headers) {
  http::Headers credential;
  for (const auto* name : {"Authorization", "X-Api-Key"}) {
    if (const auto value = headers.find(name)) credential.add(name, *value);
  }
  return credential;
}

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

StreamConversation::StreamConversation(SharedService service, http::WebSocket socket)
    : service_(std::move(service)),
      limits_(service_->limits.stream),
      socket_(std::move(socket)),
      frames_(frame_rate(limits_.frames_per_second), begun_),
      texts_(kTextRate, begun_) {
  settings_.search.detect.max_faces = limits_.faces;
}

std::expected<http::WebSocketCallbacks, Fault> StreamConversation::begin(
    const http::Request& request) {
  address_ = request.remote_address;
  http::WebSocketCallbacks callbacks;
  callbacks.silence = limits_.silence;
  callbacks.first_silence = limits_.key_time;
  auto credential = credential_of(request.headers);
  if (!service_->guard || credential.size() > 0) {
    callbacks.first_silence = limits_.silence;
    if (const auto done = admit(std::move(credential)); !done) {
      return std::unexpected(done.error());
    }
    if (const auto done = enter(); !done) return std::unexpected(done.error());
    callbacks.caller = caller_;
  }
  callbacks.on_message = [self = shared_from_this()](http::WebSocketMessage message) {
    self->take(std::move(message));
  };
  callbacks.on_close = [self = shared_from_this()] { self->leave(); };
  return callbacks;
}

std::expected<void, Fault> StreamConversation::admit(http::Headers credential) {
  if (!service_->guard) return {};
  http::Request shown;
  shown.headers = std::move(credential);
  http::RouteOptions route;
  route.scope = access::kScopeAnalyse;
  auto caller = service_->guard(shown, route);
  if (!caller) return std::unexpected(caller.error());
  caller_ = *std::move(caller);
  credential_ = std::move(shown.headers);
  key_checked_ = Clock::now();
  return {};
}

std::expected<void, Fault> StreamConversation::enter() {
  auto place = service_->streams->enter(caller_.empty() ? address_ : caller_, Clock::now());
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
  // The worker may be writing to the settings from the first frame on.
  const auto current = received_ == 0 ? settings_ : StreamSettings();
  auto command = parse_stream_command(text, current, limits_.faces);
  if (!command) return complain(Fault(command.error()), Weight::counts);
  if (const auto* key = std::get_if<StreamKey>(&*command)) return use_key(*key);
  use_settings(std::get<StreamSettings>(*std::move(command)));
}

void StreamConversation::use_key(const StreamKey& command) {
  if (place_) {
    return complain(fault(ErrorCode::invalid_argument, "The stream is authenticated already."),
                    Weight::counts);
  }
  http::Headers credential;
  credential.add("X-Api-Key", command.key);
  auto done = admit(std::move(credential));
  if (done) done = enter();
  if (done) return;
  complain(done.error(), Weight::harmless);
  const bool is_full = done.error().status != kUnauthenticated && done.error().status != kDenied;
  close(is_full ? CloseCode::try_again_later : CloseCode::policy, done.error().message);
}

void StreamConversation::use_settings(StreamSettings settings) {
  if (!place_) {
    return complain(fault(ErrorCode::unauthenticated, "The API key must come before the settings."),
                    Weight::harmless);
  }
  if (received_ > 0) {
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

void StreamConversation::take_frame(std::string picture) {
  const auto now = Clock::now();
  ++received_;
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
  if (!service_->guard || Clock::now() - key_checked_ < limits_.key_check) return true;
  const auto done = admit(credential_);
  if (done) return true;
  const int status = done.error().status;
  if (status != kUnauthenticated && status != kDenied) return true;  // Busy elsewhere.
  complain(done.error(), Weight::harmless);
  close(CloseCode::policy, done.error().message);
  return false;
}

void StreamConversation::leave() {
  is_closed_ = true;
  place_.reset();
}

void StreamConversation::call_worker() {
  if (!socket_.run([self = shared_from_this()] { self->work(); })) inbox_.refuse();
}

void StreamConversation::work() {
  const auto frame = inbox_.take();
  if (frame && !is_closed_) {
    try {
      answer(*frame);
    } catch (...) {
      complain(fault(ErrorCode::internal, "The frame could not be looked at."), Weight::counts,
               frame->number);
    }
  }
  // Not in a loop: other requests wait for this worker too.
  if (inbox_.finish()) call_worker();
}

void StreamConversation::answer(const SentFrame& frame) {
  StreamReport report{.dropped = frame.dropped};
  auto text = look_at(frame, report);
  report.is_answered = text.has_value();
  if (text) {
    errors_in_a_row_ = 0;
    send(*std::move(text));
  } else {
    const auto code = text.error().code;
    const bool is_ours = code == ErrorCode::unavailable || code == ErrorCode::deadline_exceeded;
    complain(Fault(text.error()), is_ours ? Weight::harmless : Weight::counts, frame.number);
  }
  report.latency = Clock::now() - frame.received;
  if (service_->on_stream_frame) service_->on_stream_frame(report);
}

base::Result<std::string> StreamConversation::look_at(const SentFrame& frame,
                                                      StreamReport& report) {
  if (!session_) {
    auto analyser = service_->analyser(settings_.detector, settings_.model);
    if (!analyser) return std::unexpected(analyser.error());
    session_.emplace(*std::move(analyser), settings_.search, limits_.frame);
  }
  const auto since_begin = [this](Clock::time_point time) {
    return std::chrono::duration_cast<microseconds>(time - begun_);
  };
  const auto view = session_->look_at(bytes_of(frame.picture), since_begin(frame.received),
                                      base::Deadline(frame.received + limits_.frame_time));
  if (!view) return std::unexpected(view.error());
  report.times = view->frame.times;
  report.faces = view->frame.faces.size();
  return frame_text({.number = frame.number,
                     .received = since_begin(frame.received),
                     .answered = since_begin(Clock::now()),
                     .dropped = frame.dropped},
                    *view, settings_);
}

void StreamConversation::send(std::string text) {
  // A client that does not read gets no more frames looked at; this answer may be lost.
  (void)socket_.send({http::WebSocketMessage::Kind::text, std::move(text)});
}

void StreamConversation::complain(const Fault& fault, Weight weight,
                                  std::optional<std::uint64_t> frame) {
  send(stream_error_text(fault.code, fault.message, frame));
  if (weight == Weight::counts && ++errors_in_a_row_ >= limits_.errors_in_a_row) {
    close(CloseCode::policy, "Too many errors in a row.");
  }
}

void StreamConversation::close(CloseCode code, std::string reason) {
  is_closed_ = true;
  socket_.close(code, std::move(reason));
}

}  // namespace facelatch::api
