// SPDX-License-Identifier: Apache-2.0
#include "api/enrol_options.hpp"

#include <fmt/format.h>

#include "base/time_text.hpp"

namespace facelatch::api {

void read_enrol_options(Fields& fields, EnrolOptions& options) {
  bool replace = false;
  bool allow_duplicate = false;
  fields.read_flag("replace", replace);
  fields.read_flag("allow_duplicate", allow_duplicate);
  if (replace) options.enrolment = store::Enrolment::replace;
  if (allow_duplicate) options.duplicates = recognition::DuplicatePolicy::allow;
}

void add_template(JsonObject& object, const recognition::Enrolled& enrolled) {
  const auto& record = *enrolled.stored;
  object.add("template", record.id)
      .add("model", record.kind.model)
      .add("preprocessing", record.kind.preprocessing)
      .add("created", base::time_text(record.created))
      .add("expires", base::time_text(record.expires));
  if (enrolled.duplicate_of) {
    object.add("duplicate_of", *enrolled.duplicate_of);
  } else {
    object.add_null("duplicate_of");
  }
}

base::Error refusal_of(const recognition::Enrolled& enrolled, std::string_view what) {
  if (enrolled.duplicate_of) {
    return {base::ErrorCode::already_exists, "The face belongs to another person already."};
  }
  return {base::ErrorCode::low_quality,
          fmt::format("{} of {} {} are good and agree; {} are needed.", enrolled.choice.used,
                      enrolled.choice.frames.size(), what, recognition::kLeastEnrolmentFrames)};
}

}  // namespace facelatch::api
