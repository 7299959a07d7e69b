// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

namespace facelatch::sandbox {

struct ResourceLimits {
  std::uint64_t address_space_bytes = 0;
  std::uint32_t cpu_seconds = 0;  ///< 0: none
  std::uint32_t descriptors = 0;  ///< how many may be open from here on
};

/// Gives up, for the whole process and for good, what decoding a foreign file does not need: new
/// privileges, every capability, being traced, core files, writing to files (RLIMIT_FSIZE 0), more
/// memory, time and descriptors than `limits` say. Call while there is one thread. False where the
/// kernel refuses any of it.
bool give_up_rights(const ResourceLimits& limits);

enum class Network {
  none,      ///< files: reads the input descriptor, speaks to the parent, computes
  outgoing,  ///< streams, until they are open: also TCP connections to the outside
};

/// From here on the kernel kills the process at any system call that is not in the list of
/// seccomp_filter.cpp. `device_requests` are the ioctl(2)s that may still be made of the input
/// descriptor, where that is a camera, which may be waited for too. False where the kernel has no
/// filters.
bool allow_only_decoding(Network network, std::span<const unsigned long> device_requests = {});

/// Adds to Network::outgoing, once the stream is open: no new connection either.
bool forbid_connections();

}  // namespace facelatch::sandbox
