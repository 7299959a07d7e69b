// SPDX-License-Identifier: Apache-2.0
#include "api/route_options.hpp"

namespace facelatch::api {
namespace {

base::Result<http::Response> alive(const Service& /*service*/, http::Request /*request*/) {
  return http::json_response(200, R"({"status":"alive"})");
}

base::Result<http::Response> ready(const Service& service, http::Request /*request*/) {
  if (service.draining) {
    return base::failure(base::ErrorCode::unavailable, "The server is shutting down.");
  }
  const auto models = service.loader->models();
  if (!models) return std::unexpected(models.error());
  return http::json_response(200, R"({"status":"ready"})");
}

}  // namespace

void add_health_routes(http::Router& router, const SharedService& service) {
  router.add(http::Method::get, "/healthz", trivial_route(), with(service, alive));
  router.add(http::Method::get, "/readyz", trivial_route(), with(service, ready));
}

}  // namespace facelatch::api
