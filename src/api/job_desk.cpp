// SPDX-License-Identifier: Apache-2.0
#include "api/job_desk.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "crypto/random.hpp"

namespace facelatch::api {

using base::ErrorCode;
using base::failure;
using base::Result;

/// Guarded by the desk's mutex, but for `work` (the thread that runs it), `progress` and `stop`.
struct JobDesk::Job {
  std::string id;
  std::string caller;
  JobWork work;
  std::atomic<float> progress = 0;
  std::stop_source stop;
  JobState state = JobState::waiting;
  std::shared_ptr<const std::string> result;
  std::optional<base::Error> error;
  std::optional<Clock::time_point> expires;
};

std::string_view name_of(JobState state) {
  switch (state) {
    case JobState::waiting:
      return "waiting";
    case JobState::running:
      return "running";
    case JobState::done:
      return "done";
    case JobState::failed:
      return "failed";
  }
  return "unknown";
}

JobDesk::JobDesk(JobLimits limits, std::function<Clock::time_point()> now)
    : limits_(limits), now_(std::move(now)) {
  for (int i = 0; i < limits_.at_once; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
}

JobDesk::~JobDesk() {
  for (auto& thread : threads_) thread.request_stop();
}

Result<void> JobDesk::check_room(std::string_view caller) const {
  const auto own = std::ranges::count(
      jobs_, caller, [](const auto& entry) -> std::string_view { return entry.second->caller; });
  if (static_cast<std::size_t>(own) >= limits_.jobs_per_caller) {
    return failure(ErrorCode::rate_limited,
                   "You have as many jobs as one caller may have; delete one, or wait.");
  }
  if (jobs_.size() >= limits_.jobs || results_bytes_ >= limits_.results_bytes) {
    return failure(ErrorCode::overloaded, "There are too many jobs; try again later.");
  }
  return {};
}

Result<std::string> JobDesk::submit(std::string_view caller, JobWork work) {
  const std::lock_guard lock(mutex_);
  forget_expired();
  if (const auto room = check_room(caller); !room) return std::unexpected(room.error());
  auto job = std::make_shared<Job>();
  job->id = crypto::random_id();
  job->caller = caller;
  job->work = std::move(work);
  jobs_.emplace(job->id, job);
  waiting_.push_back(job);
  changed_.notify_one();
  return job->id;
}

Result<JobDesk::Jobs::iterator> JobDesk::find_own(std::string_view id, std::string_view caller) {
  forget_expired();
  const auto found = jobs_.find(id);
  // Another caller's job is no different from none.
  if (found == jobs_.end() || found->second->caller != caller) {
    return failure(ErrorCode::not_found, "There is no such job, or not any more.");
  }
  return found;
}

Result<JobView> JobDesk::find(std::string_view id, std::string_view caller) {
  const std::lock_guard lock(mutex_);
  const auto found = find_own(id, caller);
  if (!found) return std::unexpected(found.error());
  const auto& job = *(*found)->second;
  JobView view{.id = job.id,
               .state = job.state,
               .progress = job.progress,
               .result = job.result,
               .error = job.error,
               .expires_in = {}};
  if (job.expires) {
    view.expires_in = std::chrono::ceil<std::chrono::seconds>(*job.expires - now_());
  }
  return view;
}

Result<void> JobDesk::remove(std::string_view id, std::string_view caller) {
  const std::lock_guard lock(mutex_);
  const auto found = find_own(id, caller);
  if (!found) return std::unexpected(found.error());
  auto& job = *(*found)->second;
  job.stop.request_stop();
  if (job.result) results_bytes_ -= job.result->size();
  std::erase(waiting_, (*found)->second);
  jobs_.erase(*found);
  return {};
}

void JobDesk::forget_expired() {
  const auto now = now_();
  std::erase_if(jobs_, [&](const auto& entry) {
    const auto& job = *entry.second;
    if (!job.expires || *job.expires > now) return false;
    if (job.result) results_bytes_ -= job.result->size();
    return true;
  });
}

std::optional<JobDesk::Clock::time_point> JobDesk::next_expiry() const {
  std::optional<Clock::time_point> next;
  for (const auto& [id, job] : jobs_) {
    if (job->expires && (!next || *job->expires < *next)) next = job->expires;
  }
  return next;
}

void JobDesk::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    forget_expired();
    if (waiting_.empty()) {
      const auto is_called = [this] { return !waiting_.empty(); };
      // Results must not stay in memory for want of a caller.
      if (const auto next = next_expiry()) {
        changed_.wait_until(lock, stop, *next, is_called);
      } else {
        changed_.wait(lock, stop, [&] { return is_called() || next_expiry(); });
      }
      continue;
    }
    const auto job = std::move(waiting_.front());
    waiting_.pop_front();
    job->state = JobState::running;
    lock.unlock();
    auto outcome = run(*job, stop);
    job->work = nullptr;  // The upload goes now, not with the result.
    lock.lock();
    finish(*job, std::move(outcome));
    changed_.notify_one();
  }
}

Result<std::string> JobDesk::run(Job& job, const std::stop_token& stop) const {
  const std::stop_callback end(stop, [&] { job.stop.request_stop(); });
  try {
    return job.work({.deadline = base::Deadline::after(limits_.time),
                     .cancelled = job.stop.get_token(),
                     .progress = job.progress});
  } catch (const std::exception&) {
    return failure(ErrorCode::internal, "The job failed by a fault of the server.");
  }
}

void JobDesk::finish(Job& job, Result<std::string> outcome) {
  if (!jobs_.contains(job.id)) return;  // It was cancelled.
  if (outcome && outcome->size() > limits_.result_bytes) {
    outcome = failure(ErrorCode::too_large, "The result is larger than allowed; ask for less.");
  }
  job.expires = now_() + limits_.kept;
  if (outcome) {
    job.state = JobState::done;
    job.progress = 1;
    results_bytes_ += outcome->size();
    job.result = std::make_shared<const std::string>(*std::move(outcome));
  } else {
    job.state = JobState::failed;
    job.error = std::move(outcome).error();
  }
}

}  // namespace facelatch::api
