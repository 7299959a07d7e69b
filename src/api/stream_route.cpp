// SPDX-License-Identifier: Apache-2.0
// GET /v1/stream: live faces, unlocking and enrolling over a WebSocket (docs/stream.md).
#include "access/scope.hpp"
#include "api/route_options.hpp"
#include "api/stream_conversation.hpp"

namespace facelatch::api {

void add_stream_route(http::Router& router, const SharedService& service) {
  http::RouteOptions options;
  // Messages are only sorted here; the workers look at frames when they can.
  options.cost = http::Cost::trivial;
  // The conversation asks for the key itself: pages cannot set headers.
  options.scope = access::kScopeEverybody;
  options.body_bytes = service->limits.stream.frame.bytes;
  router.add_websocket("/v1/stream", options,
                       [service](const http::Request& request, http::WebSocket socket) {
                         return std::make_shared<StreamConversation>(service, std::move(socket),
                                                                     request.remote_address)
                             ->begin(request);
                       });
}

}  // namespace facelatch::api
