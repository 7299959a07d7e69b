// SPDX-License-Identifier: Apache-2.0
#include "api/person_options.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "access/scope.hpp"
#include "api/json_object.hpp"

namespace facelatch::api {
namespace {

std::string client_at(const std::string& address) {
  in_addr v4{};
  if (::inet_pton(AF_INET, address.c_str(), &v4) == 1) {
    const bool is_here = (ntohl(v4.s_addr) >> 24U) == IN_LOOPBACKNET;
    return is_here ? "local" : "address " + address;
  }
  in6_addr v6{};
  if (::inet_pton(AF_INET6, address.c_str(), &v6) != 1) return "local";  // a Unix socket
  if (IN6_IS_ADDR_LOOPBACK(&v6)) return "local";
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    ::inet_ntop(AF_INET, &v6.s6_addr[12], text.data(), text.size());
    return client_at(text.data());
  }
  std::fill(std::begin(v6.s6_addr) + 8, std::end(v6.s6_addr), std::uint8_t{0});
  ::inet_ntop(AF_INET6, &v6, text.data(), text.size());
  return fmt::format("address {}/64", text.data());
}

}  // namespace

http::RouteOptions people_route() {
  http::RouteOptions options;
  options.scope = access::kScopeEnrol;
  options.body_bytes = 64UL << 10U;
  return options;
}

std::string client_of(const http::Request& request) {
  return client_of(request.caller, request.remote_address);
}

std::string client_of(const std::string& caller, const std::string& address) {
  return caller.empty() ? client_at(address) : caller;
}

void append_threshold(std::string& json, const recognition::Threshold& threshold) {
  JsonObject object(json);
  object.add("cosine", threshold.cosine)
      .add("false_accept_rate", threshold.far)
      .add("false_accept_rate_high", threshold.far_high);
  object.close();
}

http::Response refused(const recognition::Refusal& refusal, std::string_view request_id) {
  http::Fault fault(refusal.error);
  fault.retry_after = refusal.wait;
  return http::error_response(fault, http::ErrorStyle::problem, request_id);
}

}  // namespace facelatch::api
