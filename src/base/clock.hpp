// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <functional>

namespace facelatch::base {

/// A moment on the calendar, in milliseconds since 1970-01-01T00:00Z without leap seconds: what is
/// stored and written into tokens. For waiting and deadlines use Deadline instead.
using UnixTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// Tells the time; passed in, so that tests decide what time it is. Must be callable by any thread.
using WallClock = std::function<UnixTime()>;

/// The machine's calendar clock. Thread-safe.
inline UnixTime system_time() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace facelatch::base
