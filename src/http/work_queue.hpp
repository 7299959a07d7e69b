// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace facelatch::http {

/// Threads that run jobs, and the line in front of them, which never grows beyond its capacity:
/// more is refused at once, because a late answer is worth nothing and costs the same.
/// Thread-safe.
class WorkQueue {
 public:
  using Job = std::move_only_function<void()>;
  using Ticket = std::uint64_t;

  enum class Admission {
    fresh,     ///< At the end of the line; refused when it is full.
    admitted,  ///< The next piece of work that was let in before: at the front, never refused.
               ///< Callers bound how many of these they have.
  };

  WorkQueue(unsigned threads, std::size_t capacity);
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;
  WorkQueue(WorkQueue&&) = delete;
  WorkQueue& operator=(WorkQueue&&) = delete;
  ~WorkQueue();

  /// Nothing when the line is full or stopped; then `job` is gone. A job must not throw.
  std::optional<Ticket> submit(Job job, Admission admission = Admission::fresh);
  /// True when the job had not begun: it never will. False when it runs, has run or is not known.
  bool cancel(Ticket ticket);

  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] std::size_t running() const;
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] bool full() const { return waiting() >= capacity_; }

  /// Drops what waits, lets what runs end, and ends the threads. A second call does nothing.
  void stop();

 private:
  void work();

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Ticket, Job> line_;  ///< In the order of service: the smallest ticket first.
  Ticket next_fresh_;
  Ticket next_admitted_;
  std::size_t running_ = 0;
  bool stopped_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace facelatch::http
