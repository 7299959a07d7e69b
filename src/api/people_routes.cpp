// SPDX-License-Identifier: Apache-2.0
// The people that are enrolled, without their faces: below /v1/people.
#include <limits>

#include "api/fields.hpp"
#include "api/json_object.hpp"
#include "api/people_desk.hpp"
#include "api/person_options.hpp"
#include "api/person_text.hpp"
#include "api/route_options.hpp"

namespace facelatch::api {
namespace {

using base::Result;

constexpr Range<int> kRetentionDays{1, store::kMaximumRetentionDays};
constexpr Range<int> kPageSizes{1, 1000};

Result<http::Response> answer(int status, const Result<store::Person>& person) {
  if (!person) return std::unexpected(person.error());
  std::string json;
  append_person(json, *person);
  auto response = http::json_response(status, std::move(json));
  if (status == 201) response.headers.add("Location", "/v1/people/" + person->id);
  return response;
}

Result<http::Response> create(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "");
  if (!fields) return std::unexpected(fields.error());
  store::PersonData data;
  fields->read_text("name", data.name);
  fields->read_text("reference", data.reference);
  fields->read_text("consent", data.consent);
  fields->read_integer("retention_days", kRetentionDays, data.retention_days);
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  return answer(201, service.people->store().people().create(data, client_of(request)));
}

Result<http::Response> list(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "");
  if (!fields) return std::unexpected(fields.error());
  store::PeopleQuery query;
  int count = static_cast<int>(query.count);
  int after = 0;
  fields->read_text("search", query.search);
  fields->read_integer("count", kPageSizes, count);
  fields->read_integer("after", {0, std::numeric_limits<int>::max()}, after);
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  query.count = static_cast<std::size_t>(count);
  query.after = after;
  const auto page = service.people->store().people().list(query);
  if (!page) return std::unexpected(page.error());
  std::string json;
  JsonObject object(json);
  append_array(object.member("people"), *page, append_person);
  if (page->size() == query.count) {
    object.add("next", page->back().number);
  } else {
    object.add_null("next");
  }
  object.close();
  return http::json_response(200, std::move(json));
}

Result<http::Response> show(const Service& service, http::Request request) {
  return answer(200, service.people->store().people().find(request.parameter("id")));
}

Result<http::Response> change(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "");
  if (!fields) return std::unexpected(fields.error());
  store::PersonChange change;
  const auto read = [&](std::string_view name, std::optional<std::string>& target) {
    std::string text;
    fields->read_text(name, text);
    if (!text.empty()) target = std::move(text);
  };
  read("name", change.name);
  read("consent", change.consent);
  if (fields->take_null("reference")) {
    change.reference.emplace();
  } else {
    read("reference", change.reference);
  }
  if (fields->contains("retention_days")) {
    fields->read_integer("retention_days", kRetentionDays, change.retention_days.emplace());
  }
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  auto& people = service.people->store().people();
  return answer(200, people.change(request.parameter("id"), change, client_of(request)));
}

Result<http::Response> remove(const Service& service, http::Request request) {
  auto& people = service.people->store().people();
  const auto id = std::string(request.parameter("id"));
  const auto removed = people.remove(id, client_of(request));
  if (!removed) return std::unexpected(removed.error());
  std::string json;
  JsonObject object(json);
  object.add("id", id).add("templates", removed->templates.size()).add("wiped", removed->is_wiped);
  object.close();
  return http::json_response(200, std::move(json));
}

}  // namespace

void add_people_routes(http::Router& router, const SharedService& service) {
  using http::Method;
  const auto options = people_route();
  router.add(Method::post, "/v1/people", options, with(service, create));
  router.add(Method::get, "/v1/people", options, with(service, list));
  router.add(Method::get, "/v1/people/{id}", options, with(service, show));
  router.add(Method::patch, "/v1/people/{id}", options, with(service, change));
  router.add(Method::remove, "/v1/people/{id}", options, with(service, remove));
}

}  // namespace facelatch::api
