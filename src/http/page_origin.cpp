// SPDX-License-Identifier: Apache-2.0
#include "http/page_origin.hpp"

#include <algorithm>

namespace facelatch::http {
namespace {

bool is_of_host(std::string_view origin, std::string_view host) {
  const auto scheme = origin.find("://");
  return scheme != std::string_view::npos && equal_ignoring_case(origin.substr(scheme + 3), host);
}

}  // namespace

bool may_act(const Request& request, const std::vector<std::string>& allowed) {
  const auto origin = request.headers.find("Origin");
  if (origin && std::ranges::any_of(
                    allowed, [&](const auto& each) { return each == "*" || each == *origin; })) {
    return true;
  }
  // It goes first, because a proxy may have put another Host in the place of the page's.
  if (const auto site = request.headers.find("Sec-Fetch-Site")) {
    return *site == "same-origin" || *site == "none";
  }
  return !origin || is_of_host(*origin, request.headers.value_or_empty("Host"));
}

}  // namespace facelatch::http
