// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <mutex>
#include <shared_mutex>

namespace facelatch::gallery {

/// A shared mutex in which a waiting writer stops new readers from overtaking it: the standard
/// one may let a stream of readers keep a writer out for good. Works with std::shared_lock and
/// std::unique_lock. Thread-safe.
class FairSharedMutex {
 public:
  void lock() {
    // Held until the readers inside have left, so that no new one comes in.
    const std::lock_guard turn(turnstile_);
    mutex_.lock();
  }
  void unlock() { mutex_.unlock(); }
  void lock_shared() {
    {
      const std::lock_guard turn(turnstile_);
    }
    mutex_.lock_shared();
  }
  void unlock_shared() { mutex_.unlock_shared(); }

 private:
  std::mutex turnstile_;
  std::shared_mutex mutex_;
};

}  // namespace facelatch::gallery
