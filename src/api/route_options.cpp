// SPDX-License-Identifier: Apache-2.0
#include "api/route_options.hpp"

#include "access/scope.hpp"

namespace facelatch::api {
namespace {

/// For the other fields, and for what a form or JSON puts around a picture.
constexpr std::uint64_t kBesidePictures = 256UL << 10U;

std::uint64_t base64_size(std::uint64_t bytes) { return (bytes + 2) / 3 * 4; }

}  // namespace

http::RouteOptions picture_route(const Service& service, std::size_t pictures) {
  http::RouteOptions options;
  options.scope = access::kScopeAnalyse;
  options.body_bytes = pictures * base64_size(service.limits.picture_bytes) + kBesidePictures;
  options.form.field_bytes = options.body_bytes;
  options.form.fields_bytes = options.body_bytes;
  return options;
}

http::RouteOptions trivial_route() {
  http::RouteOptions options;
  options.cost = http::Cost::trivial;
  options.scope = access::kScopeEverybody;
  return options;
}

http::RouteOptions trivial_analysis_route() {
  auto options = trivial_route();
  options.scope = access::kScopeAnalyse;
  return options;
}

http::Handler with(const SharedService& service,
                   base::Result<http::Response> (*answer)(const Service&, http::Request)) {
  return [service, answer](http::Request request) { return answer(*service, std::move(request)); };
}

}  // namespace facelatch::api
