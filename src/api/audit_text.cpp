// SPDX-License-Identifier: Apache-2.0
#include "api/audit_text.hpp"

#include "api/json_object.hpp"
#include "base/time_text.hpp"

namespace facelatch::api {

void append_audit_line(std::string& json, const store::AuditLine& line) {
  const auto& event = line.event;
  JsonObject object(json);
  object.add("number", line.number)
      .add("time", base::time_text(line.time))
      .add("action", event.action)
      .add("client", event.client)
      .add("person", event.person_id)
      .add("policy", event.policy)
      .add("models", event.models)
      .add("outcome", event.outcome)
      .add("reason", event.reason)
      .add("hash", line.hash);
  object.close();
}

}  // namespace facelatch::api
