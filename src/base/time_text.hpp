// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "base/clock.hpp"

namespace facelatch::base {

/// "2026-01-31T12:00:00Z": UTC, whole seconds (RFC 3339). Thread-safe.
std::string time_text(UnixTime time);

}  // namespace facelatch::base
