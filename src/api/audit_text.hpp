// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "store/audit.hpp"

namespace facelatch::api {

/// Appends {"number", "time", "action", "client", "person", "policy", "models", "outcome",
/// "reason", "hash"}.
void append_audit_line(std::string& json, const store::AuditLine& line);

}  // namespace facelatch::api
