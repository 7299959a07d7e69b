// SPDX-License-Identifier: Apache-2.0
#include "api/camera_viewer.hpp"

#include <array>
#include <utility>

#include "access/scope.hpp"
#include "api/stream_command.hpp"
#include "api/stream_text.hpp"

namespace facelatch::api {
namespace {

using base::Error;
using base::ErrorCode;
using http::CloseCode;
using http::Fault;

constexpr std::array kScopes{access::kScopeWatch};
/// A few pictures; a viewer with more unread gets no new ones,
constexpr std::size_t kUnreadBytes = 1UL << 20U;
/// and one who reads nothing for so long has gone.
constexpr std::chrono::seconds kUnreadTime{30};

/// To try again is of use only where the fault may pass.
CloseCode code_of(const Fault& fault) {
  const bool stays = is_about_key(fault) || fault.status == 400 || fault.status == 404;
  return stays ? CloseCode::policy : CloseCode::try_again_later;
}

}  // namespace

CameraViewer::CameraViewer(SharedService service, Camera* camera, http::WebSocket socket,
                           std::string address)
    : service_(std::move(service)),
      camera_(camera),
      socket_(std::move(socket)),
      caller_(service_->guard, std::move(address), kScopes) {}

std::expected<http::WebSocketCallbacks, Fault> CameraViewer::begin(const http::Request& request) {
  http::WebSocketCallbacks callbacks;
  callbacks.first_silence = service_->limits.stream.key_time;
  auto credential = credential_of(request.headers);
  if (!caller_.needs_key() || credential.size() > 0) {
    callbacks.first_silence = {};
    auto done = caller_.show(std::move(credential));
    if (done) done = enter();
    if (!done) return std::unexpected(done.error());
    callbacks.caller = caller_.key_id();
  }
  callbacks.on_message = [self = shared_from_this()](const http::WebSocketMessage& message) {
    self->take(message);
  };
  callbacks.on_close = [self = shared_from_this()] { self->leave(); };
  return callbacks;
}

void CameraViewer::take(const http::WebSocketMessage& message) {
  if (is_closed_) return;
  const auto command = parse_stream_command(message.data, StreamSettings(), 1);
  const auto* key = command ? std::get_if<StreamKey>(&*command) : nullptr;
  if (seat_ || key == nullptr) {
    return close(Fault(Error{seat_ ? ErrorCode::invalid_argument : ErrorCode::unauthenticated,
                             seat_ ? "A viewer only listens." : "The API key must come first."}));
  }
  http::Headers credential;
  credential.add("X-Api-Key", key->key);
  auto done = caller_.show(std::move(credential));
  if (done) done = enter();
  if (!done) close(done.error());
}

std::expected<void, Fault> CameraViewer::enter() {
  if (camera_ == nullptr) {
    return std::unexpected(Fault(Error{ErrorCode::not_found, "There is no camera of that name."}));
  }
  auto seat = camera_->join(caller_.owner(), [self = weak_from_this()](const CameraNews& news) {
    if (const auto viewer = self.lock()) viewer->show(news);
  });
  if (!seat) return std::unexpected(Fault(seat.error()));
  seat_ = *std::move(seat);
  return {};
}

void CameraViewer::leave() {
  is_closed_ = true;
  seat_.reset();
}

void CameraViewer::show(const CameraNews& news) {
  if (is_closed_ || !is_key_still_good() || !is_read()) return;
  // What is lost here is followed by the next picture.
  if (!news.picture.empty()) {
    (void)socket_.send({http::WebSocketMessage::Kind::binary, news.picture});
  }
  (void)socket_.send({http::WebSocketMessage::Kind::text, news.text});
}

bool CameraViewer::is_key_still_good() {
  const auto done = caller_.ask_again(service_->limits.stream.key_check);
  if (!done) close(done.error());
  return done.has_value();
}

bool CameraViewer::is_read() {
  if (socket_.queued_bytes() <= kUnreadBytes) {
    unread_since_.reset();
    return true;
  }
  const auto now = Clock::now();
  if (!unread_since_) unread_since_ = now;
  if (now - *unread_since_ > kUnreadTime) {
    is_closed_ = true;
    socket_.close(CloseCode::policy, "Nothing was read for a long time.");
  }
  return false;
}

void CameraViewer::close(const Fault& fault) {
  is_closed_ = true;
  (void)socket_.send({http::WebSocketMessage::Kind::text, stream_error_text(fault, {})});
  socket_.close(code_of(fault), fault.message);
}

}  // namespace facelatch::api
