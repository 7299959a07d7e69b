// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "base/descriptor.hpp"

namespace facelatch::sandbox {

/// Two ends of a conversation in packets (SOCK_SEQPACKET), closed on exec.
struct SocketPair {
  base::Descriptor parent;
  base::Descriptor worker;
};

/// Nothing where there are no more descriptors.
std::optional<SocketPair> make_socket_pair();

}  // namespace facelatch::sandbox
