// SPDX-License-Identifier: Apache-2.0
#include "api/stream_caller.hpp"

#include <utility>

#include "access/scope.hpp"
#include "api/person_options.hpp"

namespace facelatch::api {
namespace {

using http::Fault;

constexpr int kUnauthenticated = 401;
constexpr int kDenied = 403;

}  // namespace

http::Headers credential_of(const http::Headers& headers) {
  http::Headers credential;
  for (const auto* name : {"Authorization", "X-Api-Key"}) {
    if (const auto value = headers.find(name)) credential.add(name, *value);
  }
  return credential;
}

bool is_about_key(const Fault& fault) {
  return fault.status == kUnauthenticated || fault.status == kDenied;
}

std::expected<std::string, Fault> StreamCaller::admit(const http::Headers& credential,
                                                      std::string_view scope) const {
  if (!guard_) return std::string();
  http::Request shown;
  shown.headers = credential;
  http::RouteOptions route;
  route.scope = scope;
  return guard_(shown, route);
}

std::expected<void, Fault> StreamCaller::show(http::Headers credential) {
  std::expected<std::string, Fault> admitted;
  for (const auto scope : scopes_) {
    admitted = admit(credential, scope);
    scope_ = scope;
    if (admitted || admitted.error().status != kDenied) break;
  }
  if (!admitted) return std::unexpected(admitted.error());
  id_ = *std::move(admitted);
  credential_ = std::move(credential);
  may_analyse_ = scope_ == access::kScopeAnalyse;
  asked_ = Clock::now();
  return {};
}

std::expected<void, Fault> StreamCaller::ask(std::string_view scope) const {
  const auto admitted = admit(credential_, scope);
  if (!admitted) return std::unexpected(admitted.error());
  return {};
}

std::expected<void, Fault> StreamCaller::ask_again(std::chrono::milliseconds interval) {
  if (!guard_ || Clock::now() - asked_ < interval) return {};
  auto again = ask(scope_);
  if (!again && is_about_key(again.error())) return again;
  if (again) asked_ = Clock::now();
  return {};
}

std::string StreamCaller::client() const { return client_of(id_, address_); }

}  // namespace facelatch::api
