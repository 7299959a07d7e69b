// SPDX-License-Identifier: Apache-2.0
#include "crypto/sodium.hpp"

#include <sodium.h>

#include <cstdlib>

namespace facelatch::crypto {

void start_sodium() {
  static const bool started = ::sodium_init() >= 0;
  if (!started) std::abort();
}

}  // namespace facelatch::crypto
