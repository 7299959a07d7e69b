// SPDX-License-Identifier: Apache-2.0
#include "video/worker/host_lookup.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <memory>

#include "base/descriptor.hpp"

namespace facelatch::video {
namespace {

constexpr int kConnectTimeoutMs = 2000;

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

std::optional<std::string> as_number(const addrinfo& entry) {
  std::array<char, NI_MAXHOST> text{};
  if (::getnameinfo(entry.ai_addr, entry.ai_addrlen, text.data(), text.size(), nullptr, 0,
                    NI_NUMERICHOST) != 0) {
    return std::nullopt;
  }
  return std::string(text.data());
}

bool takes_connection(const addrinfo& entry) {
  const base::Descriptor socket(
      ::socket(entry.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, entry.ai_protocol));
  if (!socket.is_open()) return false;
  if (::connect(socket.value(), entry.ai_addr, entry.ai_addrlen) == 0) return true;
  if (errno != EINPROGRESS) return false;
  pollfd poller{.fd = socket.value(), .events = POLLOUT, .revents = 0};
  if (::poll(&poller, 1, kConnectTimeoutMs) <= 0) return false;
  int error = 0;
  socklen_t size = sizeof(error);
  return ::getsockopt(socket.value(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

}  // namespace

std::optional<std::string> look_up(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
    return std::nullopt;
  }
  const std::unique_ptr<addrinfo, FreeAddresses> list(found);
  if (list->ai_next != nullptr) {
    for (const auto* entry = list.get(); entry != nullptr; entry = entry->ai_next) {
      if (takes_connection(*entry)) return as_number(*entry);
    }
  }
  return as_number(*list);
}

}  // namespace facelatch::video
