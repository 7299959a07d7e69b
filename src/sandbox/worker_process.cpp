// SPDX-License-Identifier: Apache-2.0
#include "sandbox/worker_process.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <spawn.h>
#include <sys/wait.h>
extern "C" {
#include <sys/pidfd.h>  // glibc 2.36 forgets to say that this is C.
}

#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <system_error>
#include <utility>

namespace facelatch::sandbox {
namespace {

/// Above every number that the worker's descriptors get, so that moving one never closes another.
constexpr int kFirstSpare = 16;

/// The parent's ends are closed on exec; these copies exist only to be moved into place.
base::Descriptor spare_copy(int descriptor) {
  return base::Descriptor(::fcntl(descriptor, F_DUPFD_CLOEXEC, kFirstSpare));
}

class FileActions {
 public:
  FileActions() { ::posix_spawn_file_actions_init(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  FileActions(FileActions&&) = delete;
  FileActions& operator=(FileActions&&) = delete;
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }

  bool open_null(int descriptor) {
    return ::posix_spawn_file_actions_addopen(&actions_, descriptor, "/dev/null", O_RDWR, 0) == 0;
  }
  bool move(int from, int to) {
    return ::posix_spawn_file_actions_adddup2(&actions_, from, to) == 0;
  }
  bool close_from(int first) {
    return ::posix_spawn_file_actions_addclosefrom_np(&actions_, first) == 0;
  }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

class Attributes {
 public:
  Attributes() {
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    // A group of its own: Ctrl-C in the terminal is for the program, which then ends us in order.
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  Attributes(Attributes&&) = delete;
  Attributes& operator=(Attributes&&) = delete;
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

std::unexpected<base::Error> cannot_run(const std::filesystem::path& program) {
  return base::failure(
      base::ErrorCode::unavailable,
      "The decoder program " + program.filename().string() + " cannot be started.");
}

/// The file that this code was loaded from: the program, or a library that it is part of. A
/// program's own name is what its caller says, perhaps a file of the current folder that is not
/// ours at all, so there only the kernel's word counts.
std::filesystem::path own_module() {
  Dl_info self{};
  link_map* module = nullptr;
  std::error_code error;
  if (::dladdr1(reinterpret_cast<const void*>(&find_worker), &self,
                reinterpret_cast<void**>(&module), RTLD_DL_LINKMAP) != 0 &&
      module != nullptr && *module->l_name != '\0') {
    return std::filesystem::weakly_canonical(module->l_name, error);
  }
  return std::filesystem::read_symlink("/proc/self/exe", error);
}

/// What waitid(2) knows of the end of the process behind `handle`.
siginfo_t wait_for(int handle) {
  siginfo_t info{};
  while (::waitid(P_PIDFD, static_cast<id_t>(handle), &info, WEXITED) != 0 && errno == EINTR) {
  }
  return info;
}

}  // namespace

base::Result<std::filesystem::path> find_worker(std::string_view name) {
  std::error_code error;
  const auto folder = own_module().parent_path();
  for (const auto& place : {folder / name, folder.parent_path() / "libexec" / "facelatch" / name}) {
    if (folder.is_absolute() && std::filesystem::is_regular_file(place, error)) return place;
  }
  return base::failure(base::ErrorCode::unavailable,
                       "The decoder program " + std::string(name) + " is not installed.");
}

base::Result<WorkerProcess> WorkerProcess::spawn(const std::filesystem::path& program,
                                                 const WorkerInheritance& inheritance) {
  const auto control = spare_copy(inheritance.control);
  const auto memory = spare_copy(inheritance.memory);
  base::Descriptor input;
  if (inheritance.input >= 0) input = spare_copy(inheritance.input);
  if (!control.is_open() || !memory.is_open() || (inheritance.input >= 0 && !input.is_open())) {
    return cannot_run(program);
  }

  FileActions actions;
  bool prepared = actions.open_null(STDIN_FILENO) && actions.open_null(STDOUT_FILENO) &&
                  actions.open_null(STDERR_FILENO) &&
                  actions.move(control.value(), kControlDescriptor) &&
                  actions.move(memory.value(), kMemoryDescriptor);
  if (input.is_open()) prepared = prepared && actions.move(input.value(), kInputDescriptor);
  prepared = prepared &&
             actions.close_from(input.is_open() ? kInputDescriptor + 1 : kMemoryDescriptor + 1);
  if (!prepared) return cannot_run(program);

  const Attributes attributes;
  std::string name = program.filename().string();
  const std::array<char*, 2> arguments{name.data(), nullptr};
  const std::array<char*, 1> environment{nullptr};
  pid_t id = -1;
  if (::posix_spawn(&id, program.c_str(), actions.get(), attributes.get(), arguments.data(),
                    environment.data()) != 0) {
    return cannot_run(program);
  }
  base::Descriptor handle(::pidfd_open(id, 0));
  if (!handle.is_open()) {
    ::kill(id, SIGKILL);
    ::waitpid(id, nullptr, 0);
    return cannot_run(program);
  }
  return WorkerProcess(id, std::move(handle));
}

WorkerProcess::~WorkerProcess() {
  if (handle_.is_open()) static_cast<void>(reap());
}

void WorkerProcess::kill() const { ::pidfd_send_signal(handle_.value(), SIGKILL, nullptr, 0); }

Death WorkerProcess::reap() {
  // One that has died already keeps its own cause of death: a signal to the dead changes nothing.
  kill();
  const auto info = wait_for(handle_.value());
  handle_.close();
  return {info.si_code, info.si_status};
}

}  // namespace facelatch::sandbox
