// SPDX-License-Identifier: Apache-2.0
#include "sandbox/socket_pair.hpp"

#include <sys/socket.h>

#include <array>

namespace facelatch::sandbox {

std::optional<SocketPair> make_socket_pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return std::nullopt;
  }
  return SocketPair{base::Descriptor(ends[0]), base::Descriptor(ends[1])};
}

}  // namespace facelatch::sandbox
