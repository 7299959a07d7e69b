// SPDX-License-Identifier: Apache-2.0
#include "http/work_queue.hpp"

#include <algorithm>
#include <utility>

namespace facelatch::http {
namespace {

// Tickets of admitted work are smaller than all fresh ones; neither range is used up in centuries.
constexpr WorkQueue::Ticket kFirstAdmitted = 1;
constexpr WorkQueue::Ticket kFirstFresh = WorkQueue::Ticket{1} << 63U;

}  // namespace

WorkQueue::WorkQueue(unsigned threads, std::size_t capacity)
    : capacity_(capacity), next_fresh_(kFirstFresh), next_admitted_(kFirstAdmitted) {
  for (unsigned i = 0; i < std::max(threads, 1U); ++i) {
    threads_.emplace_back([this] { work(); });
  }
}

WorkQueue::~WorkQueue() { stop(); }

std::optional<WorkQueue::Ticket> WorkQueue::submit(Job job, Admission admission) {
  const bool fresh = admission == Admission::fresh;
  Ticket ticket = 0;
  {
    const std::scoped_lock lock(mutex_);
    if (stopped_ || (fresh && line_.size() >= capacity_)) return std::nullopt;
    ticket = fresh ? next_fresh_++ : next_admitted_++;
    line_.emplace(ticket, std::move(job));
  }
  changed_.notify_one();
  return ticket;
}

bool WorkQueue::cancel(Ticket ticket) {
  Job dropped;  // Destroyed without the lock: it may own much.
  const std::scoped_lock lock(mutex_);
  const auto found = line_.find(ticket);
  if (found == line_.end()) return false;
  dropped = std::move(found->second);
  line_.erase(found);
  return true;
}

std::size_t WorkQueue::waiting() const {
  const std::scoped_lock lock(mutex_);
  return line_.size();
}

std::size_t WorkQueue::running() const {
  const std::scoped_lock lock(mutex_);
  return running_;
}

void WorkQueue::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopped_ || !line_.empty(); });
    if (stopped_) return;
    auto job = std::move(line_.begin()->second);
    line_.erase(line_.begin());
    ++running_;
    lock.unlock();
    job();
    job = nullptr;  // What it owned goes before we count it as done, and without the lock.
    lock.lock();
    --running_;
  }
}

void WorkQueue::stop() {
  std::map<Ticket, Job> dropped;
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    dropped.swap(line_);
  }
  changed_.notify_all();
  threads_.clear();
}

}  // namespace facelatch::http
