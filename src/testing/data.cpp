// SPDX-License-Identifier: Apache-2.0
#include "testing/data.hpp"

#include <cstdlib>
#include <iostream>

namespace facelatch::testing {

std::filesystem::path shared_data(std::string_view name) {
  const char* folder = std::getenv("FACELATCH_DATA");
  auto path = std::filesystem::path(folder == nullptr ? "../shared/data" : folder) / name;
  if (!std::filesystem::exists(path)) {
    std::cerr << "The test data " << path << " is missing: set FACELATCH_DATA to its folder.\n";
    std::exit(1);
  }
  return path;
}

}  // namespace facelatch::testing
