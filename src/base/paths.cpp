// SPDX-License-Identifier: Apache-2.0
#include "base/paths.hpp"

#include <cstdlib>

namespace facelatch::base {
namespace {

std::filesystem::path folder_of(const char* variable, const char* below_home) {
  // The specification: a relative path in these variables is to be ignored.
  if (const char* value = std::getenv(variable); value != nullptr && *value == '/') {
    return std::filesystem::path(value) / "facelatch";
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') {
    return std::filesystem::path(home) / below_home / "facelatch";
  }
  return std::filesystem::temp_directory_path() / "facelatch";
}

}  // namespace

std::filesystem::path data_folder() { return folder_of("XDG_DATA_HOME", ".local/share"); }
std::filesystem::path cache_folder() { return folder_of("XDG_CACHE_HOME", ".cache"); }

}  // namespace facelatch::base
