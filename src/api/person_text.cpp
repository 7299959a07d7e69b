// SPDX-License-Identifier: Apache-2.0
#include "api/person_text.hpp"

#include "api/json_object.hpp"
#include "base/time_text.hpp"

namespace facelatch::api {

void append_person(std::string& json, const store::Person& person) {
  JsonObject object(json);
  object.add("id", person.id)
      .add("name", person.data.name)
      .add("reference", person.data.reference)
      .add("consent", person.data.consent)
      .add("consented", base::time_text(person.consented))
      .add("retention_days", person.data.retention_days)
      .add("created", base::time_text(person.created))
      .add("changed", base::time_text(person.changed))
      .add("templates", person.templates);
  object.close();
}

}  // namespace facelatch::api
