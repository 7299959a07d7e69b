// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace facelatch::base {

/// "2026-01-31T12:00:00Z": UTC, whole seconds (RFC 3339). Thread-safe.
std::string time_text(UnixTime time);

/// What RFC 3339, section 5.6 allows, to the millisecond: "2026-01-31T12:00:00.5+01:00". Nothing
/// for any other text. Thread-safe.
std::optional<UnixTime> parse_time(std::string_view text);

}  // namespace facelatch::base
