// SPDX-License-Identifier: Apache-2.0
#include "api/attempts_text.hpp"

#include <chrono>

#include "api/json_object.hpp"
#include "base/time_text.hpp"

namespace facelatch::api {

std::string_view name_of(store::Admission admission) {
  switch (admission) {
    case store::Admission::admitted:
      return "admitted";
    case store::Admission::wait:
      return "wait";
    case store::Admission::locked:
      return "locked";
  }
  return {};
}

void append_counted(std::string& json, const store::CountedSubject& counted) {
  JsonObject object(json);
  object.add("kind", store::name_of(counted.kind))
      .add("subject", counted.subject)
      .add("failures", counted.count.failures)
      .add("last_failure", base::time_text(counted.count.last_failure))
      .add("state", name_of(counted.answer.admission))
      .add("wait_seconds", std::chrono::ceil<std::chrono::seconds>(counted.answer.wait).count());
  object.close();
}

}  // namespace facelatch::api
