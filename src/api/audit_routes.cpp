// SPDX-License-Identifier: Apache-2.0
// The log of what was done to people and with them: below /v1/audit.
#include <limits>

#include "access/scope.hpp"
#include "api/audit_text.hpp"
#include "api/fields.hpp"
#include "api/json_object.hpp"
#include "api/people_desk.hpp"
#include "api/route_options.hpp"

namespace facelatch::api {
namespace {

using base::Result;

constexpr Range<int> kPageSizes{1, 1000};
constexpr Range<int> kNumbers{1, std::numeric_limits<int>::max()};

Result<http::Response> list(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "");
  if (!fields) return std::unexpected(fields.error());
  store::AuditQuery query;
  int count = static_cast<int>(query.count);
  int before = 0;
  fields->read_integer("count", kPageSizes, count);
  fields->read_integer("before", kNumbers, before);
  fields->read_time("from", query.from);
  fields->read_time("until", query.until);
  fields->read_text("action", query.action);
  fields->read_text("client", query.client);
  fields->read_text("person", query.person_id);
  fields->read_text("outcome", query.outcome);
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  query.count = static_cast<std::size_t>(count);
  query.before = before;
  const auto page = service.people->store().audit().list(query);
  if (!page) return std::unexpected(page.error());
  std::string json;
  JsonObject object(json);
  append_array(object.member("lines"), page->lines, append_audit_line);
  if (page->next > 0) {
    object.add("next", page->next);
  } else {
    object.add_null("next");
  }
  object.close();
  return http::json_response(200, std::move(json));
}

/// Damage is an answer, not a failure of the server.
http::Response verified(const Result<store::AuditHead>& head) {
  std::string json;
  JsonObject object(json);
  object.add("intact", head.has_value());
  if (head) {
    object.add("lines", head->lines).add("head", to_text(*head)).add_null("problem");
  } else {
    object.add_null("lines").add_null("head").add("problem", head.error().message);
  }
  object.close();
  return http::json_response(200, std::move(json));
}

Result<http::Response> verify(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "");
  if (!fields) return std::unexpected(fields.error());
  std::string at;
  fields->read_text("at", at);
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  std::optional<store::AuditHead> earlier;
  if (!at.empty()) {
    const auto parsed = store::parse_audit_head(at);
    if (!parsed) return std::unexpected(parsed.error());
    earlier = *parsed;
  }
  const auto head = service.people->store().audit().verify(earlier, request.deadline);
  if (!head && head.error().code != base::ErrorCode::corrupt) return std::unexpected(head.error());
  return verified(head);
}

}  // namespace

void add_audit_routes(http::Router& router, const SharedService& service) {
  http::RouteOptions options;
  options.scope = access::kScopeAudit;
  router.add(http::Method::get, "/v1/audit", options, with(service, list));
  router.add(http::Method::get, "/v1/audit/verify", options, with(service, verify));
}

}  // namespace facelatch::api
