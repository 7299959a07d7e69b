// SPDX-License-Identifier: Apache-2.0
#include "sandbox/confinement.hpp"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

namespace facelatch::sandbox {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kHasShadowMemory = true;  // The sanitizers reserve terabytes of address space.
#else
constexpr bool kHasShadowMemory = false;
#endif

bool limit(__rlimit_resource resource, rlim_t soft, rlim_t hard) {
  const rlimit value{.rlim_cur = soft, .rlim_max = hard};
  return ::setrlimit(resource, &value) == 0;
}

bool limit(__rlimit_resource resource, rlim_t most) {
  rlimit now{};
  if (::getrlimit(resource, &now) != 0) return false;
  // A hard limit that is lower already stays.
  const rlim_t value = now.rlim_max == RLIM_INFINITY || most < now.rlim_max ? most : now.rlim_max;
  return limit(resource, value, value);
}

bool drop_capabilities() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  const std::array<__user_cap_data_struct, 2> none{};
  return ::syscall(SYS_capset, &header, none.data()) == 0;
}

}  // namespace

bool give_up_rights(const ResourceLimits& limits) {
  bool done = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
              ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && drop_capabilities() &&
              limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) &&
              limit(RLIMIT_NOFILE, limits.descriptors);
  if (!kHasShadowMemory) done = done && limit(RLIMIT_AS, limits.address_space_bytes);
  if (limits.cpu_seconds > 0) {
    // SIGXCPU at the soft limit tells the parent why; the hard limit is for who ignores it.
    done = done && limit(RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + rlim_t{2});
  }
  return done;
}

}  // namespace facelatch::sandbox
