// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string_view>

namespace facelatch::testing {

/// The file or folder `name` of the shared test data, which FACELATCH_DATA names (default
/// ../shared/data from the project's root). Where it is missing the test program ends with a
/// sentence that says so: a test without its data has not passed.
std::filesystem::path shared_data(std::string_view name);

}  // namespace facelatch::testing
