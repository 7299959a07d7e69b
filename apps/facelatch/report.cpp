// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>

namespace facelatch::cli {

ExitCode report_error(const base::Error& error, OutputFormat format, std::string_view file) {
  const auto& traits = base::traits_of(error.code);
  if (format == OutputFormat::json) {
    boost::json::object object;
    if (!file.empty()) object["file"] = file;
    object["error"] = error.message;
    object["code"] = traits.name;
    fmt::print("{}\n", boost::json::serialize(object));
  } else if (file.empty()) {
    fmt::print(stderr, "facelatch: {}\n", error.message);
  } else {
    fmt::print(stderr, "facelatch: {}: {}\n", file, error.message);
  }
  return traits.exit_code;
}

}  // namespace facelatch::cli
