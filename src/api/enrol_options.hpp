// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "api/fields.hpp"
#include "api/json_object.hpp"
#include "recognition/recogniser.hpp"
#include "store/templates.hpp"

namespace facelatch::api {

/// What becomes of earlier templates, and of a face that is somebody else's already.
struct EnrolOptions {
  store::Enrolment enrolment = store::Enrolment::add;
  recognition::DuplicatePolicy duplicates = recognition::DuplicatePolicy::refuse;
};

/// Reads "replace" and "allow_duplicate".
void read_enrol_options(Fields& fields, EnrolOptions& options);

/// Adds what was stored, which there must be, and whose face it is besides.
void add_template(JsonObject& object, const recognition::Enrolled& enrolled);

/// Why nothing was stored; `what` are the pictures or frames.
base::Error refusal_of(const recognition::Enrolled& enrolled, std::string_view what);

}  // namespace facelatch::api
