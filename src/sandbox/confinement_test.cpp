// SPDX-License-Identifier: Apache-2.0
// What the decoder process cannot do any more: each test locks a process of its own away and tries.
#include "sandbox/confinement.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <linux/videodev2.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <functional>
#include <thread>
#include <vector>

#include "sandbox/worker_process.hpp"

namespace facelatch::sandbox {
namespace {

constexpr int kCouldDoIt = 0;
constexpr int kWasRefused = 1;
constexpr int kNoSandbox = 2;

struct End {
  int exit_code = -1;
  int signal = 0;
  bool operator==(const End&) const = default;
};
constexpr End kKilled{-1, SIGSYS};
constexpr End kRefused{kWasRefused, 0};
constexpr End kAllowed{kCouldDoIt, 0};

constexpr ResourceLimits kLimits{.address_space_bytes = 1ULL << 40U, .descriptors = 0};

/// How a process ends that is locked away and then tries `deed`, which says whether it worked.
End try_in_sandbox(Network network, const std::function<bool()>& deed,
                   const ResourceLimits& limits = kLimits,
                   std::span<const unsigned long> device_requests = {}) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!give_up_rights(limits) || !allow_only_decoding(network, device_requests)) {
      ::_exit(kNoSandbox);
    }
    ::_exit(deed() ? kCouldDoIt : kWasRefused);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) return {-1, WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

bool open_socket(int family, int type) { return ::socket(family, type, 0) >= 0; }

TEST(Sandbox, LetsAProcessCompute) {
  EXPECT_EQ(try_in_sandbox(Network::none,
                           [] {
                             const std::vector<int> memory(10'000'000, 1);
                             int sum = 0;
                             std::thread([&] { sum = memory[9'999'999]; }).join();
                             return sum == 1;
                           }),
            kAllowed);
}

TEST(Sandbox, KillsAReaderOfFilesThatWantsTheNetwork) {
  for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK}) {
    EXPECT_EQ(try_in_sandbox(Network::none, [&] { return open_socket(family, SOCK_STREAM); }),
              kKilled);
  }
  EXPECT_EQ(try_in_sandbox(Network::none,
                           [] {
                             const sockaddr_in address{};
                             return ::connect(kControlDescriptor,
                                              reinterpret_cast<const sockaddr*>(&address),
                                              sizeof(address)) == 0;
                           }),
            kKilled);
}

TEST(Sandbox, RefusesToOpenFiles) {
  EXPECT_EQ(try_in_sandbox(Network::none, [] { return ::open("/etc/passwd", O_RDONLY) >= 0; }),
            kRefused);
  EXPECT_EQ(try_in_sandbox(Network::outgoing, [] { return ::open("/etc/passwd", O_RDONLY) >= 0; }),
            kRefused);
}

TEST(Sandbox, KillsWhatBreaksOut) {
  const std::vector<std::function<bool()>> deeds{
      [] { return ::fork() >= 0; },
      [] { return ::execl("/bin/true", "true", nullptr) == 0; },
      [] { return ::kill(::getppid(), SIGTERM) == 0; },
      [] { return ::unlink("/tmp/facelatch-no-such-file") == 0; },
      [] {
        return ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
               MAP_FAILED;
      },
      [] { return ::write(kInputDescriptor, "x", 1) == 1; },
      [] { return ::syscall(SYS_ptrace, 0, 0, 0, 0) == 0; },
      [] { return ::syscall(SYS_io_uring_setup, 1, nullptr) == 0; },
      [] { return ::dup(0) >= 0; },
      [] {
        char byte = 0;
        return ::pread(kControlDescriptor, &byte, 1, 0) == 1;
      },
  };
  for (std::size_t i = 0; i < deeds.size(); ++i) {
    EXPECT_EQ(try_in_sandbox(Network::none, deeds[i]), kKilled) << "deed " << i;
  }
}

TEST(Sandbox, LetsAReaderOfACameraMakeItsRequestsAndNoOthers) {
  constexpr std::array<unsigned long, 2> kRequests{VIDIOC_DQBUF, VIDIOC_QBUF};
  const auto end_of = [&](int device, unsigned long request) {
    const auto deed = [&] {
      v4l2_buffer buffer{};
      // What is no camera refuses it; what matters is that the process lives.
      return ::ioctl(device, request, &buffer) == 0;
    };
    return try_in_sandbox(Network::none, deed, kLimits, kRequests);
  };
  EXPECT_EQ(end_of(kInputDescriptor, VIDIOC_DQBUF), kRefused);
  EXPECT_EQ(end_of(kInputDescriptor, VIDIOC_QBUF), kRefused);
  EXPECT_EQ(end_of(kInputDescriptor, VIDIOC_STREAMOFF), kKilled);
  EXPECT_EQ(end_of(kControlDescriptor, VIDIOC_DQBUF), kKilled);
  const auto any = [] { return ::ioctl(kInputDescriptor, VIDIOC_DQBUF, nullptr) == 0; };
  EXPECT_EQ(try_in_sandbox(Network::none, any), kKilled) << "of a file none";
}

TEST(Sandbox, LetsAReaderOfStreamsConnectByTcpOnly) {
  ResourceLimits limits = kLimits;
  limits.descriptors = 64;
  EXPECT_EQ(try_in_sandbox(
                Network::outgoing, [] { return open_socket(AF_INET, SOCK_STREAM); }, limits),
            kAllowed);
  EXPECT_EQ(try_in_sandbox(
                Network::outgoing, [] { return open_socket(AF_INET, SOCK_DGRAM); }, limits),
            kKilled);
  EXPECT_EQ(try_in_sandbox(Network::outgoing, [] { return ::listen(3, 1) == 0; }, limits), kKilled);
}

TEST(Sandbox, ForbidsNewConnectionsOnceTheStreamIsOpen) {
  ResourceLimits limits = kLimits;
  limits.descriptors = 64;
  EXPECT_EQ(try_in_sandbox(
                Network::outgoing,
                [] {
                  if (!forbid_connections()) return true;
                  return open_socket(AF_INET, SOCK_STREAM);
                },
                limits),
            kKilled);
}

/// How a process ends that has only given up its rights.
End try_with_limits(const std::function<bool()>& deed) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!give_up_rights(kLimits)) ::_exit(kNoSandbox);
    ::_exit(deed() ? kCouldDoIt : kWasRefused);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) return {-1, WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

TEST(Limits, LeaveNoCapabilityAndNoNewDescriptor) {
  EXPECT_EQ(try_with_limits([] {
              __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
              std::array<__user_cap_data_struct, 2> data{};
              ::syscall(SYS_capget, &header, data.data());
              return data[0].effective != 0 || data[0].permitted != 0 || data[1].effective != 0;
            }),
            kRefused);
  EXPECT_EQ(try_with_limits([] { return ::open("/dev/null", O_RDONLY) >= 0; }), kRefused);
}

TEST(Limits, GiveNoMoreMemoryThanSaid) {
  const auto deed = [] {
    return ::mmap(nullptr, 1 << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
  };
  ResourceLimits limits = kLimits;
  EXPECT_EQ(try_in_sandbox(Network::none, deed, limits), kAllowed);
  limits.address_space_bytes = 1 << 30;
  EXPECT_EQ(try_in_sandbox(Network::none, deed, limits), kRefused);
}

TEST(Limits, LetNoFileGrow) {
  const int file = ::memfd_create("test", 0);
  const auto end = try_with_limits([&] { return ::write(file, "x", 1) == 1; });
  EXPECT_NE(end, kAllowed);
  ::close(file);
}

}  // namespace
}  // namespace facelatch::sandbox
