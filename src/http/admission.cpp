// SPDX-License-Identifier: Apache-2.0
#include "http/admission.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/cors.hpp"
#include "http/page_origin.hpp"

namespace facelatch::http {
namespace {

constexpr std::size_t kMaxRequestId = 64;

/// A client's identifier goes into logs and headers, so it may only be of harmless characters.
bool is_harmless(std::string_view id) {
  const auto permitted = [](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
           (letter >= 'A' && letter <= 'Z') || letter == '-' || letter == '_' || letter == '.';
  };
  return !id.empty() && id.size() <= kMaxRequestId && std::ranges::all_of(id, permitted);
}

void identify(Request& request) {
  const auto id = request.headers.value_or_empty("X-Request-Id");
  request.request_id = is_harmless(id) ? std::string(id) : new_request_id();
  request.trace = continue_trace(request.headers.value_or_empty("traceparent"));
}

void refuse(Admission& admission, const Fault& fault) {
  admission.early = error_response(fault, admission.errors, admission.request.request_id);
}

/// No route: OPTIONS is answered here; 404 and 405 differ by whether the path has other methods.
void answer_without_route(const ServerCore& core, Admission& admission,
                          const std::vector<Method>& allowed) {
  const auto& request = admission.request;
  const bool asks_all = request.method == Method::options && request.target.raw_path == "*";
  if (allowed.empty() && !asks_all) {
    return refuse(admission, {404, "not_found", "There is nothing at this path."});
  }
  const auto allow = asks_all ? "GET, HEAD, POST, OPTIONS" : allow_header(allowed);
  if (request.method == Method::options) {
    auto& headers = admission.early.emplace().headers;
    admission.early->status = 204;
    add_cors_preflight(core.options.allowed_origins, request.headers.value_or_empty("Origin"),
                       allowed, headers);
  } else {
    refuse(admission, {405, "method_not_allowed",
                       fmt::format("This path does not have the method; it has {}.", allow)});
  }
  admission.early->headers.add("Allow", allow);
}

bool is_allowed_host(const std::vector<std::string>& allowed, std::string_view host) {
  if (allowed.empty()) return true;
  const auto bracket = host.find(']');  // "[::1]:8080"
  const auto colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const auto name = host.substr(0, colon);
  return std::ranges::any_of(allowed,
                             [&](const auto& each) { return equal_ignoring_case(each, name); });
}

bool only_reads(const Route& route) { return route.method == Method::get && !route.websocket; }

std::optional<Fault> check_route(const ServerCore& core, const RequestHead& head,
                                 Admission& admission) {
  const auto& options = admission.route->options;
  if (!only_reads(*admission.route) && !may_act(admission.request, core.options.allowed_origins)) {
    return Fault(403, "denied", "Pages of another site may not use this server.");
  }
  if (core.options.guard) {
    auto caller = core.options.guard(admission.request, options);
    if (!caller) return caller.error();
    admission.request.caller = *std::move(caller);
  }
  if (head.content_length && *head.content_length > options.body_bytes) {
    return Fault(413, "too_large",
                 fmt::format("The body has more than {} bytes.", options.body_bytes));
  }
  const auto expectation = admission.request.headers.find("Expect");
  if (expectation && !equal_ignoring_case(*expectation, "100-continue")) {
    return Fault(417, "invalid_argument", "Only the expectation 100-continue is understood.");
  }
  // To read a body that nobody will look at only delays the bad news.
  if (options.cost == Cost::work && !admission.route->websocket && core.queue.full()) {
    return overloaded_fault();
  }
  return std::nullopt;
}

}  // namespace

Fault overloaded_fault() {
  Fault fault(503, "overloaded", "The server is busy; try again soon.");
  fault.retry_after = std::chrono::seconds(1);
  return fault;
}

Admission admit(const ServerCore& core, RequestHead& head, const std::string& remote_address) {
  Admission admission;
  auto& request = admission.request;
  request.method = method_named(head.method);
  request.headers = std::move(head.headers);
  request.remote_address = remote_address;
  identify(request);
  if (!is_allowed_host(core.options.allowed_hosts, request.headers.value_or_empty("Host"))) {
    refuse(admission, {421, "denied", "The server does not answer to this host name."});
    return admission;
  }
  auto target = parse_target(head.target);
  if (!target) {
    refuse(admission, Fault(target.error()));
    return admission;
  }
  request.target = *std::move(target);
  auto match = core.router.find(request.method, request.target.raw_path);
  admission.errors = match.errors;
  if (match.route == nullptr) {
    answer_without_route(core, admission, match.allowed);
    return admission;
  }
  admission.route = match.route;
  request.parameters = std::move(match.parameters);
  if (const auto fault = check_route(core, head, admission)) refuse(admission, *fault);
  return admission;
}

}  // namespace facelatch::http
