// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace facelatch::testing {

/// How much more memory the process held at its peak since this object was made, after Linux'
/// own count of resident pages (/proc/self/status). Other threads' memory counts too.
class PeakMemory {
 public:
  PeakMemory();

  [[nodiscard]] std::uint64_t growth_bytes() const;

 private:
  std::uint64_t before_bytes_ = 0;
};

}  // namespace facelatch::testing
