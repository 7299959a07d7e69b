// SPDX-License-Identifier: Apache-2.0
#include "testing/temporary_folder.hpp"

#include <cstdlib>
#include <iostream>
#include <string>
#include <system_error>

namespace facelatch::testing {

TemporaryFolder::TemporaryFolder() {
  std::string name = std::filesystem::temp_directory_path() / "facelatch-test-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    std::cerr << "No temporary folder can be made.\n";
    std::exit(1);
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace facelatch::testing
