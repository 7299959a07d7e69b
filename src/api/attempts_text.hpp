// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "store/attempts.hpp"

namespace facelatch::api {

/// Appends {"kind", "subject", "failures", "last_failure", "state", "wait_seconds"}.
void append_counted(std::string& json, const store::CountedSubject& counted);

/// "admitted", "wait", "locked"
std::string_view name_of(store::Admission admission);

}  // namespace facelatch::api
