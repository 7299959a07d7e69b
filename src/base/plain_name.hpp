// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

namespace facelatch::base {

/// Whether `name` is 1 to 100 letters, digits and "-_." with no dot first: so it is one path
/// component on every file system, and safe in a message, a URL and a command.
[[nodiscard]] bool is_plain_name(std::string_view name);

}  // namespace facelatch::base
