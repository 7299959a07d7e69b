// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "base/error.hpp"
#include "command.hpp"

namespace facelatch::cli {

enum class OutputFormat { text, json };

/// One line on standard error, or as JSON on standard output: {"file", "error", "code"}. Returns
/// the error's exit code.
ExitCode report_error(const base::Error& error, OutputFormat format, std::string_view file = {});

}  // namespace facelatch::cli
