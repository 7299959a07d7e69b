// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "http/turn.hpp"

namespace facelatch::http {

/// Upgrades the connection, if the request asks for it properly and the route's handler agrees,
/// and speaks WebSocket until either side ends; turn.keep_alive says what is then to be done.
asio::awaitable<void> serve_websocket(Turn& turn, Request request);

}  // namespace facelatch::http
