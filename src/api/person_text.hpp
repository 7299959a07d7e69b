// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "store/people.hpp"

namespace facelatch::api {

/// Appends {"id", "name", "reference", "consent", "consented", "retention_days", "created",
/// "changed", "templates"}.
void append_person(std::string& json, const store::Person& person);

}  // namespace facelatch::api
