// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "store/core.hpp"

namespace facelatch::store {

/// What may be used once: challenges, sessions, tokens. Thread-safe, also among processes.
class Nonces {
 public:
  explicit Nonces(Core& core) : core_(&core) {}

  /// Marks `nonce` as used, on the disk when it returns; it is remembered until `expires`, after
  /// which the caller must refuse it by its time. `purpose` keeps nonces of different kinds apart.
  /// Fails with already_exists when it was used before, deadline_exceeded when `expires` has
  /// passed, invalid_argument for texts that are empty or above 128 bytes.
  base::Result<void> use(std::string_view purpose, std::string_view nonce, base::UnixTime expires);

 private:
  Core* core_;
};

}  // namespace facelatch::store
