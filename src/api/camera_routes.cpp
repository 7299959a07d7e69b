// SPDX-License-Identifier: Apache-2.0
// The operator's cameras, by name: below /v1/cameras (docs/cameras.md).
#include "access/scope.hpp"
#include "api/camera_viewer.hpp"
#include "api/json_object.hpp"
#include "api/route_options.hpp"

namespace facelatch::api {
namespace {

base::Result<http::Response> list(const Service& service, http::Request /*request*/) {
  std::string json;
  JsonObject object(json);
  append_array(object.member("cameras"), service.cameras->cameras(),
               [](std::string& text, const auto& entry) {
                 JsonObject camera(text);
                 camera.add("name", entry.first).add("viewers", entry.second->viewers());
                 camera.close();
               });
  object.close();
  return http::json_response(200, std::move(json));
}

std::expected<http::WebSocketCallbacks, http::Fault> view(const SharedService& service,
                                                          const http::Request& request,
                                                          http::WebSocket socket) {
  return std::make_shared<CameraViewer>(service, service->cameras->find(request.parameter("name")),
                                        std::move(socket), request.remote_address)
      ->begin(request);
}

}  // namespace

void add_camera_routes(http::Router& router, const SharedService& service) {
  auto options = trivial_route();
  options.scope = access::kScopeWatch;
  router.add(http::Method::get, "/v1/cameras", options, with(service, list));
  // The viewer asks for the key itself: pages cannot set headers.
  options.scope = access::kScopeEverybody;
  options.body_bytes = service->limits.stream.text_bytes;
  router.add_websocket("/v1/cameras/{name}/stream", options,
                       [service](const http::Request& request, http::WebSocket socket) {
                         return view(service, request, std::move(socket));
                       });
}

}  // namespace facelatch::api
