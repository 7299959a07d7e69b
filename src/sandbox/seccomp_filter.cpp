// SPDX-License-Identifier: Apache-2.0
#include <linux/prctl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <initializer_list>
#include <memory>

#include "sandbox/confinement.hpp"
#include "sandbox/worker_process.hpp"

namespace facelatch::sandbox {
namespace {

using Filter = std::unique_ptr<void, decltype(&seccomp_release)>;
using Condition = scmp_arg_cmp;

constexpr Condition equals(unsigned argument, std::uint64_t value) {
  return {argument, SCMP_CMP_EQ, value, 0};
}
constexpr Condition has_none_of(unsigned argument, std::uint64_t bits) {
  return {argument, SCMP_CMP_MASKED_EQ, bits, 0};
}
constexpr Condition has_all_of(unsigned argument, std::uint64_t bits) {
  return {argument, SCMP_CMP_MASKED_EQ, bits, bits};
}

/// What any computing program needs: memory, threads of its own, locks, the time, its end. None of
/// these reaches beyond the process.
constexpr std::array kComputing{
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(gettid),
    SCMP_SYS(getpid),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/// What libraries try on their way and can do without: refused with an error, not with death.
constexpr std::array kRefusedMildly{
    SCMP_SYS(open),     SCMP_SYS(openat),     SCMP_SYS(access),     SCMP_SYS(faccessat),
    SCMP_SYS(stat),     SCMP_SYS(lstat),      SCMP_SYS(newfstatat), SCMP_SYS(statx),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(sysinfo),    SCMP_SYS(uname),
};

/// On connections that exist: sending, receiving, waiting, options.
constexpr std::array kConversing{
    SCMP_SYS(sendto),   SCMP_SYS(recvfrom),    SCMP_SYS(poll),        SCMP_SYS(ppoll),
    SCMP_SYS(fcntl),    SCMP_SYS(close),       SCMP_SYS(getsockopt),  SCMP_SYS(setsockopt),
    SCMP_SYS(shutdown), SCMP_SYS(getsockname), SCMP_SYS(getpeername),
};

class Rules {
 public:
  explicit Rules(std::uint32_t otherwise) : filter_(seccomp_init(otherwise), &seccomp_release) {}

  void add(std::uint32_t action, int call, std::initializer_list<Condition> conditions = {}) {
    is_good_ =
        is_good_ && filter_ != nullptr &&
        seccomp_rule_add_array(filter_.get(), action, call,
                               static_cast<unsigned>(conditions.size()), conditions.begin()) == 0;
  }
  void allow(int call, std::initializer_list<Condition> conditions = {}) {
    add(SCMP_ACT_ALLOW, call, conditions);
  }
  bool load() { return is_good_ && seccomp_load(filter_.get()) == 0; }

 private:
  Filter filter_;
  bool is_good_ = true;
};

void add_memory_and_threads(Rules& rules) {
  // Memory, but never any that can be executed.
  rules.allow(SCMP_SYS(mmap), {has_none_of(2, PROT_EXEC)});
  rules.allow(SCMP_SYS(mprotect), {has_none_of(2, PROT_EXEC)});
  // Threads, but no processes. clone3 hides its flags from filters: as if the kernel had none.
  rules.allow(SCMP_SYS(clone), {has_all_of(0, CLONE_VM | CLONE_THREAD | CLONE_SIGHAND)});
  rules.add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
  rules.allow(SCMP_SYS(prctl), {equals(0, PR_SET_NAME)});
  // abort(3) signals its own thread; killing by SIGSYS in its place would hide what happened.
  rules.allow(SCMP_SYS(tgkill), {equals(0, static_cast<std::uint64_t>(::getpid()))});
}

void add_channels(Rules& rules, Network network) {
  rules.allow(SCMP_SYS(write), {equals(0, STDERR_FILENO)});  // /dev/null, or a sanitizer's report
  if (network == Network::none) {
    rules.allow(SCMP_SYS(pread64), {equals(0, kInputDescriptor)});
    rules.allow(SCMP_SYS(recvfrom), {equals(0, kControlDescriptor)});
    rules.allow(SCMP_SYS(sendto), {equals(0, kControlDescriptor)});
    return;
  }
  for (const int call : kConversing) rules.allow(call);
  for (const int family : {AF_INET, AF_INET6}) {
    rules.allow(SCMP_SYS(socket), {equals(0, static_cast<std::uint64_t>(family)),
                                   {1, SCMP_CMP_MASKED_EQ, 0xFU, SOCK_STREAM}});
  }
  rules.add(SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket), {equals(0, AF_UNIX)});
  rules.add(SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket), {equals(0, AF_NETLINK)});
  rules.allow(SCMP_SYS(connect));
}

}  // namespace

bool allow_only_decoding(Network network, std::span<const unsigned long> device_requests) {
  Rules rules(SCMP_ACT_KILL_PROCESS);
  for (const int call : kComputing) rules.allow(call);
  for (const int call : kRefusedMildly) rules.add(SCMP_ACT_ERRNO(EACCES), call);
  add_memory_and_threads(rules);
  add_channels(rules, network);
  for (const auto request : device_requests) {
    rules.allow(SCMP_SYS(ioctl), {equals(0, kInputDescriptor), equals(1, request)});
  }
  if (!device_requests.empty() && network == Network::none) {
    rules.allow(SCMP_SYS(poll));
    rules.allow(SCMP_SYS(ppoll));
  }
  // forbid_connections() adds a second filter, which only ever takes away.
  if (network == Network::outgoing) {
    rules.allow(SCMP_SYS(seccomp));
    rules.allow(SCMP_SYS(prctl), {equals(0, PR_SET_NO_NEW_PRIVS)});
  }
  return rules.load();
}

bool forbid_connections() {
  Rules rules(SCMP_ACT_ALLOW);
  rules.add(SCMP_ACT_KILL_PROCESS, SCMP_SYS(connect));
  rules.add(SCMP_ACT_KILL_PROCESS, SCMP_SYS(socket));
  return rules.load();
}

}  // namespace facelatch::sandbox
