// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <chrono>
#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "api/camera.hpp"
#include "api/routes.hpp"
#include "api/stream_caller.hpp"
#include "http/websocket.hpp"

namespace facelatch::api {

/// One client of /v1/cameras/{name}/stream: shows its key, and then only listens. The calls of the
/// socket never overlap; the camera's come beside them.
class CameraViewer : public std::enable_shared_from_this<CameraViewer> {
 public:
  /// `camera` is null where there is none of the name asked for: told only to who may watch.
  CameraViewer(SharedService service, Camera* camera, http::WebSocket socket, std::string address);

  /// Decides about the upgrade, as StreamConversation::begin does.
  std::expected<http::WebSocketCallbacks, http::Fault> begin(const http::Request& request);

 private:
  using Clock = std::chrono::steady_clock;

  // On the network thread.
  void take(const http::WebSocketMessage& message);
  std::expected<void, http::Fault> enter();
  void leave();

  // On the camera's threads.
  void show(const CameraNews& news);
  [[nodiscard]] bool is_key_still_good();
  [[nodiscard]] bool is_read();

  void close(const http::Fault& fault);

  const SharedService service_;
  Camera* const camera_;
  http::WebSocket socket_;
  std::atomic<bool> is_closed_ = false;
  StreamCaller caller_;  ///< of the network thread before there is a seat, of the camera's after
  std::optional<Clock::time_point> unread_since_;
  std::unique_ptr<Camera::Seat> seat_;  ///< Last, so that it is given back first.
};

}  // namespace facelatch::api
