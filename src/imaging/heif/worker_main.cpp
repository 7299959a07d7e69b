// SPDX-License-Identifier: Apache-2.0
// facelatch-picture-worker: decodes one HEIC or AVIF picture for the process that started it, and
// can do nothing else. Not to be started by hand. The rights go before the first foreign byte is
// read.
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <new>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "imaging/heif/reading.hpp"
#include "sandbox/confinement.hpp"
#include "sandbox/shared_memory.hpp"
#include "sandbox/worker_process.hpp"

namespace facelatch::imaging::heif {
namespace {

using sandbox::kControlDescriptor;

[[noreturn]] void finish(const Answer& answer) {
  static_cast<void>(::send(kControlDescriptor, &answer, sizeof(answer), MSG_NOSIGNAL));
  ::_exit(EXIT_SUCCESS);
}

Order receive_order() {
  Order order;
  ssize_t count = 0;
  do {
    count = ::recv(kControlDescriptor, &order, sizeof(order), 0);
  } while (count < 0 && errno == EINTR);
  if (count != sizeof(order) || order.version != kProtocolVersion) {
    finish({.outcome = Outcome::bad_order});
  }
  return order;
}

base::Bytes read_input(std::size_t size) {
  base::Bytes file(size);
  std::size_t done = 0;
  while (done < size) {
    const auto count = ::pread(sandbox::kInputDescriptor, file.data() + done, size - done,
                               static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) finish({.outcome = Outcome::bad_order});
    done += static_cast<std::size_t>(count);
  }
  return file;
}

[[noreturn]] void run() {
  const auto order = receive_order();
  auto memory =
      sandbox::SharedMemory::adopt(base::Descriptor(sandbox::kMemoryDescriptor), order.pixel_bytes);
  if (!memory) finish({.outcome = Outcome::out_of_memory});
  const bool is_locked_away =
      sandbox::give_up_rights({.address_space_bytes = order.memory_bytes + order.pixel_bytes,
                               .cpu_seconds = order.cpu_seconds,
                               .descriptors = 0}) &&
      sandbox::allow_only_decoding(sandbox::Network::none);
  if (!is_locked_away) finish({.outcome = Outcome::sandbox_refused});
  finish(read(read_input(order.file_bytes), order, memory->writable()));
}

}  // namespace
}  // namespace facelatch::imaging::heif

int main() {
  using namespace facelatch::imaging::heif;
  try {
    run();
  } catch (const std::bad_alloc&) {
    finish({.outcome = Outcome::out_of_memory});
  }
}
