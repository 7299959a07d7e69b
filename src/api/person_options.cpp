// SPDX-License-Identifier: Apache-2.0
#include "api/person_options.hpp"

#include "access/scope.hpp"
#include "api/json_object.hpp"

namespace facelatch::api {

http::RouteOptions people_route() {
  http::RouteOptions options;
  options.scope = access::kScopeEnrol;
  options.body_bytes = 64UL << 10U;
  return options;
}

std::string client_of(const http::Request& request) {
  return request.caller.empty() ? "local" : request.caller;
}

void append_threshold(std::string& json, const recognition::Threshold& threshold) {
  JsonObject object(json);
  object.add("cosine", threshold.cosine)
      .add("false_accept_rate", threshold.far)
      .add("false_accept_rate_high", threshold.far_high);
  object.close();
}

}  // namespace facelatch::api
