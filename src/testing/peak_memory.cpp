// SPDX-License-Identifier: Apache-2.0
#include "testing/peak_memory.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

namespace facelatch::testing {
namespace {

std::uint64_t status_bytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    std::uint64_t kibibytes = 0;
    if (word == name && status >> kibibytes) return kibibytes << 10U;
  }
  std::cerr << "The peak of memory cannot be measured: /proc/self/status has no " << name << "\n";
  std::exit(1);
}

}  // namespace

PeakMemory::PeakMemory() {
  std::ofstream("/proc/self/clear_refs") << "5";  // the peak starts anew at what is held now
  before_bytes_ = status_bytes("VmRSS:");
}

std::uint64_t PeakMemory::growth_bytes() const {
  const auto peak = status_bytes("VmHWM:");
  return peak > before_bytes_ ? peak - before_bytes_ : 0;
}

}  // namespace facelatch::testing
