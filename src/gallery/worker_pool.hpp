// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace facelatch::gallery {

/// Threads that lend a hand: run() calls the same work on the caller's thread and on every helper
/// that is free. The work itself must divide what there is to do. Thread-safe.
class WorkerPool {
 public:
  /// `threads` counts the caller: 1 means no helper at all.
  explicit WorkerPool(std::size_t threads = std::thread::hardware_concurrency());
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  WorkerPool(WorkerPool&&) = delete;
  WorkerPool& operator=(WorkerPool&&) = delete;
  ~WorkerPool();

  /// Calls `work` here at once, and on up to `threads` - 1 helpers. Returns when every call has
  /// returned; helpers that were busy all the time are not waited for. `work` must not throw.
  void run(const std::function<void()>& work);

  [[nodiscard]] std::size_t threads() const { return helpers_.size() + 1; }

 private:
  struct Task {
    const std::function<void()>* work;
    std::size_t running = 0;
  };
  void help(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any wanted_;
  std::condition_variable finished_;
  std::deque<Task*> waiting_;
  std::vector<std::jthread> helpers_;  // Last, so that they end before what they use.
};

}  // namespace facelatch::gallery
