// SPDX-License-Identifier: Apache-2.0
#include "unlock/ticket.hpp"

#include <boost/json.hpp>

#include "base/file.hpp"
#include "crypto/authenticate.hpp"
#include "crypto/encoding.hpp"

namespace facelatch::unlock {
namespace {

namespace json = boost::json;

std::string code_of(std::string_view payload, const crypto::SecretBuffer& key) {
  return crypto::to_base64url(crypto::authenticate(key, base::bytes_of(payload)));
}

auto refused() {
  return base::failure(base::ErrorCode::invalid_argument, "The challenge is not valid.");
}

/// The members of what seal_ticket wrote, so that nothing can be missing.
Ticket ticket_of(const json::object& object) {
  const auto text = [&](std::string_view name) {
    return json::value_to<std::string>(object.at(name));
  };
  Ticket ticket{
      .attempt = text("attempt"),
      .person = text("person"),
      .client = text("client"),
      .audience = text("audience"),
      .nonce = text("nonce"),
      .policy = policy_named(text("policy")).value_or(kDefaultPolicy),
      .actions = {},
      .expires = base::UnixTime(std::chrono::milliseconds(object.at("expires").as_int64()))};
  for (const auto& name : object.at("actions").as_array()) {
    if (const auto action = liveness::action_named(json::value_to<std::string>(name))) {
      ticket.actions.push_back(*action);
    }
  }
  return ticket;
}

}  // namespace

std::string seal_ticket(const Ticket& ticket, const crypto::SecretBuffer& key) {
  json::array actions;
  for (const auto action : ticket.actions) actions.emplace_back(liveness::name_of(action));
  const json::object object{
      {"attempt", ticket.attempt}, {"person", ticket.person},
      {"client", ticket.client},   {"audience", ticket.audience},
      {"nonce", ticket.nonce},     {"policy", name_of(ticket.policy)},
      {"actions", actions},        {"expires", ticket.expires.time_since_epoch().count()}};
  const auto payload = crypto::to_base64url(base::bytes_of(json::serialize(object)));
  return payload + "." + code_of(payload, key);
}

base::Result<Ticket> open_ticket(std::string_view text, const crypto::SecretBuffer& key) {
  const auto dot = text.find('.');
  if (text.size() > kMaximumTicketBytes || dot == std::string_view::npos) return refused();
  const auto payload = text.substr(0, dot);
  if (!crypto::equal_in_constant_time(code_of(payload, key), text.substr(dot + 1))) {
    return refused();
  }
  const auto bytes = crypto::from_base64url(payload);
  if (!bytes) return refused();
  boost::system::error_code error;
  const auto value =
      json::parse({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, error);
  if (error || !value.is_object()) return refused();
  return ticket_of(value.get_object());
}

}  // namespace facelatch::unlock
