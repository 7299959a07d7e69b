// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <string_view>
#include <utility>

#include "base/descriptor.hpp"
#include "base/result.hpp"

namespace facelatch::sandbox {

/// Where a worker finds what it was given.
inline constexpr int kControlDescriptor = 3;  ///< one end of a pair of sockets
inline constexpr int kMemoryDescriptor = 4;   ///< SharedMemory for pixels
inline constexpr int kInputDescriptor = 5;    ///< the foreign file, where there is one

/// What the worker inherits, and nothing else: no environment, no other descriptor, its standard
/// streams on /dev/null, default signal handling, a process group of its own.
struct WorkerInheritance {
  int control = -1;
  int memory = -1;
  int input = -1;  ///< -1: none
};

/// The program `name` beside the program or library that this code is part of, else in
/// ../libexec/facelatch. Fails with unavailable.
base::Result<std::filesystem::path> find_worker(std::string_view name);

/// How a process ended, as waitid(2) tells it.
struct Death {
  int code = 0;    ///< CLD_EXITED, CLD_KILLED or CLD_DUMPED
  int status = 0;  ///< the exit code, or the signal
};

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
  /// Kills it if it still runs, waits for its end and tells it. Call once.
  Death reap();
  [[nodiscard]] pid_t id() const { return id_; }

 private:
  WorkerProcess(pid_t id, base::Descriptor handle) : id_(id), handle_(std::move(handle)) {}

  pid_t id_;
  base::Descriptor handle_;  ///< closed once the process has been waited for
};

}  // namespace facelatch::sandbox
