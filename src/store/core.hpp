// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "base/clock.hpp"
#include "store/connection.hpp"
#include "store/keys.hpp"

namespace facelatch::store {

/// What the parts of one store share. Reading has a connection of its own, so that no reader waits
/// for a writer's disk.
struct Core {
  std::unique_ptr<Connection> writer;
  std::unique_ptr<Connection> reader;
  std::unique_ptr<Keys> keys;
  base::WallClock clock;
};

inline std::int64_t milliseconds_of(base::UnixTime time) { return time.time_since_epoch().count(); }
inline base::UnixTime time_of(std::int64_t milliseconds) {
  return base::UnixTime(std::chrono::milliseconds(milliseconds));
}

}  // namespace facelatch::store
