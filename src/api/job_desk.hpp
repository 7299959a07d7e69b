// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"

namespace facelatch::api {

/// Bounds on the jobs of all clients together; told by GET /v1/info.
struct JobLimits {
  std::size_t jobs = 64;             ///< waiting, running and finished ones
  std::size_t jobs_per_caller = 16;  ///< the same of one caller
  std::size_t result_bytes = 32UL << 20U;
  std::size_t results_bytes = 128UL << 20U;  ///< Beyond it no new job is taken.
  std::chrono::seconds time{600};            ///< of one job, from its start
  std::chrono::seconds kept{600};            ///< how long a finished job can be asked for
  int at_once = 1;
};

enum class JobState { waiting, running, done, failed };

/// Stable, for JSON: "waiting", "running", "done", "failed".
std::string_view name_of(JobState state);

/// What a job sees of the world while it runs.
struct JobContext {
  base::Deadline deadline;
  std::stop_token cancelled;
  std::atomic<float>& progress;  ///< 0..1, for whoever asks
};

/// The work of one job: a JSON text, or why there is none. Runs once, on a thread of the desk.
using JobWork = std::move_only_function<base::Result<std::string>(const JobContext&)>;

/// A job as its caller sees it at one moment. A value.
struct JobView {
  std::string id;
  JobState state = JobState::waiting;
  float progress = 0;                         ///< 0..1
  std::shared_ptr<const std::string> result;  ///< of a job that is done
  std::optional<base::Error> error;           ///< of one that failed
  /// How long a finished job will still be there.
  std::optional<std::chrono::seconds> expires_in;
};

/// Work that outlives the request which asked for it: it waits in a line, runs on threads of its
/// own, and its result is kept for a while. Nothing survives the process. Only who brought a job
/// can see it, and its id is not to be guessed. Thread-safe.
class JobDesk {
 public:
  using Clock = std::chrono::steady_clock;

  /// `now` is for tests of what expires.
  explicit JobDesk(JobLimits limits, std::function<Clock::time_point()> now = Clock::now);
  JobDesk(const JobDesk&) = delete;
  JobDesk& operator=(const JobDesk&) = delete;
  JobDesk(JobDesk&&) = delete;
  JobDesk& operator=(JobDesk&&) = delete;
  /// Cancels what runs and waits for its end.
  ~JobDesk();

  [[nodiscard]] const JobLimits& limits() const { return limits_; }

  /// The job's id. Fails with rate_limited where the caller has too many jobs, or overloaded where
  /// all callers together have.
  base::Result<std::string> submit(std::string_view caller, JobWork work);
  /// Fails with not_found for a job that is not there any more or is not of this caller.
  [[nodiscard]] base::Result<JobView> find(std::string_view id, std::string_view caller);
  /// Cancels the job and forgets it. Fails as find() does.
  base::Result<void> remove(std::string_view id, std::string_view caller);

 private:
  struct Job;
  using Jobs = std::map<std::string, std::shared_ptr<Job>, std::less<>>;

  void work(const std::stop_token& stop);
  base::Result<std::string> run(Job& job, const std::stop_token& stop) const;
  void finish(Job& job, base::Result<std::string> outcome);
  base::Result<Jobs::iterator> find_own(std::string_view id, std::string_view caller);
  [[nodiscard]] base::Result<void> check_room(std::string_view caller) const;
  void forget_expired();
  [[nodiscard]] std::optional<Clock::time_point> next_expiry() const;

  const JobLimits limits_;
  const std::function<Clock::time_point()> now_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  Jobs jobs_;                                 ///< guarded by mutex_, as are the next ones
  std::deque<std::shared_ptr<Job>> waiting_;  ///< in the order of arrival
  std::size_t results_bytes_ = 0;
  std::vector<std::jthread> threads_;
};

}  // namespace facelatch::api
