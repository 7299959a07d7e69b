// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sys/types.h>

#include <filesystem>

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "base/result.hpp"

namespace facelatch::video {

/// What the worker inherits, and nothing else: no environment, no other descriptor, its standard
/// streams on /dev/null, default signal handling, a process group of its own.
struct WorkerInheritance {
  int control = -1;
  int ring = -1;
  int input = -1;  ///< -1 for streams
};

/// The program to run when the options name none: `facelatch-video-worker` beside the program or
/// library that this code is part of, else in ../libexec/facelatch. Fails with unavailable.
base::Result<std::filesystem::path> find_worker();

/// A running worker, held by a process descriptor, so that no recycled number is ever signalled
/// and no other waiting of the program can steal it. Gone, and no zombie, with the object.
/// Externally synchronised, but for kill().
class WorkerProcess {
 public:
  /// Fails with unavailable.
  static base::Result<WorkerProcess> spawn(const std::filesystem::path& program,
                                           const WorkerInheritance& inheritance);
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  WorkerProcess(WorkerProcess&& other) noexcept = default;
  WorkerProcess& operator=(WorkerProcess&& other) noexcept = delete;
  ~WorkerProcess();

  /// Any thread, as long as the object lives.
  void kill() const;
  /// Kills it if it still runs, waits for its end and says what that means. Call once.
  base::Error reap();
  [[nodiscard]] pid_t id() const { return id_; }

 private:
  WorkerProcess(pid_t id, base::Descriptor handle) : id_(id), handle_(std::move(handle)) {}

  pid_t id_;
  base::Descriptor handle_;  ///< closed once the process has been waited for
};

}  // namespace facelatch::video
