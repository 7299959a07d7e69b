// SPDX-License-Identifier: Apache-2.0
#include "gallery/worker_pool.hpp"

#include <algorithm>

namespace facelatch::gallery {

WorkerPool::WorkerPool(std::size_t threads) {
  for (std::size_t i = 1; i < threads; ++i) {
    helpers_.emplace_back([this](const std::stop_token& stop) { help(stop); });
  }
}

WorkerPool::~WorkerPool() = default;

void WorkerPool::run(const std::function<void()>& work) {
  Task task{.work = &work};
  if (!helpers_.empty()) {
    {
      const std::lock_guard lock(mutex_);
      waiting_.insert(waiting_.end(), helpers_.size(), &task);
    }
    wanted_.notify_all();
  }
  work();
  std::unique_lock lock(mutex_);
  // Helpers that have not come yet would find nothing left to do.
  std::erase(waiting_, &task);
  finished_.wait(lock, [&] { return task.running == 0; });
}

void WorkerPool::help(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (wanted_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
    Task* task = waiting_.front();
    waiting_.pop_front();
    ++task->running;
    lock.unlock();
    (*task->work)();
    lock.lock();
    if (--task->running == 0) finished_.notify_all();
  }
}

}  // namespace facelatch::gallery
