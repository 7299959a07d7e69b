// SPDX-License-Identifier: Apache-2.0
// HEIC and AVIF, in a process of their own: their decoders take memory by the sizes that the coded
// pictures inside claim, which no header tells before, and they are the largest bodies of foreign
// code that read our input.
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "imaging/codec.hpp"
#include "imaging/heif/protocol.hpp"
#include "sandbox/shared_memory.hpp"
#include "sandbox/socket_pair.hpp"
#include "sandbox/worker_process.hpp"

namespace facelatch::imaging {
namespace {

using base::Descriptor;
using base::Result;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kName = "HEIC or AVIF";
constexpr std::string_view kProgramName = "facelatch-picture-worker";
/// The program itself with its libraries, and what a decoder holds beside the pixels.
constexpr std::uint64_t kBaseMemory = 256ULL << 20U;
/// Planes of brightness and colour, the same as red, green and blue, and the tiles between.
constexpr std::uint64_t kMemoryPerPixel = 12;
/// For callers without a deadline; 50 megapixels take about two.
constexpr std::chrono::seconds kLongestTime{30};

std::unexpected<base::Error> cannot_start() {
  return base::failure(base::ErrorCode::unavailable,
                       "There is no room for the decoder of HEIC and AVIF pictures.");
}

/// `file` as a descriptor that another process can read.
Result<Descriptor> in_memory(ByteView file) {
  Descriptor memory(::memfd_create("facelatch-picture", MFD_CLOEXEC));
  if (!memory.is_open() || !base::write_all(memory.value(), file)) return cannot_start();
  return memory;
}

Result<heif::Answer> receive(int control, base::Deadline deadline) {
  const auto longest = Clock::now() + kLongestTime;
  const auto until = deadline.at() ? std::min(*deadline.at(), longest) : longest;
  heif::Answer answer;
  while (true) {
    const auto rest = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd poller{.fd = control, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&poller, 1, static_cast<int>(std::max<std::int64_t>(rest, 0)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) return too_slow();
    const auto count = ::recv(control, &answer, sizeof(answer), MSG_DONTWAIT);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    // No word, or half of one: its decoder crashed, which only a damaged file makes it do.
    if (count != sizeof(answer)) return damaged(kName);
    return answer;
  }
}

std::unexpected<base::Error> refusal(const heif::Answer& answer, const DecodeLimits& limits) {
  using heif::Outcome;
  switch (answer.outcome) {
    case Outcome::size_refused:
      if (const auto size =
              checked_size(static_cast<std::uint64_t>(std::max(answer.width, 0)),
                           static_cast<std::uint64_t>(std::max(answer.height, 0)), limits);
          !size) {
        return std::unexpected(size.error());
      }
      return damaged(kName);
    case Outcome::too_large:
    case Outcome::out_of_memory:
      return base::failure(base::ErrorCode::too_large,
                           "The HEIC or AVIF picture is larger than what is read.");
    case Outcome::unsupported:
      return not_supported("a HEIC or AVIF picture of a rare kind");
    case Outcome::ended_early:
      return ended_early(kName);
    case Outcome::bad_order:
      return base::failure(base::ErrorCode::unavailable,
                           "The program facelatch-picture-worker is of another version.");
    case Outcome::sandbox_refused:
      return base::failure(base::ErrorCode::unavailable,
                           "This system refuses the sandbox of the HEIC and AVIF decoder.");
    case Outcome::decoded:
    case Outcome::damaged:
      break;
  }
  return damaged(kName);
}

Result<StoredPicture> take_out(const heif::Answer& answer, ByteView pixels,
                               const DecodeLimits& limits) {
  auto size = checked_size(static_cast<std::uint64_t>(std::max(answer.width, 0)),
                           static_cast<std::uint64_t>(std::max(answer.height, 0)), limits);
  if (!size) return std::unexpected(std::move(size.error()));
  Image image(*size);
  const auto row_bytes = 3 * static_cast<std::size_t>(size->width);
  for (int y = 0; y < size->height; ++y) {
    std::ranges::copy(pixels.subspan(static_cast<std::size_t>(y) * row_bytes, row_bytes),
                      image.row(y).begin());
  }
  return StoredPicture{.image = std::move(image), .full_size = *size};
}

}  // namespace

Result<StoredPicture> decode_heif(ByteView file, const DecodeLimits& limits) {
  const auto program = sandbox::find_worker(kProgramName);
  if (!program) return std::unexpected(program.error());
  auto input = in_memory(file);
  if (!input) return std::unexpected(input.error());
  const heif::Order order{.side = limits.side,
                          .pixels = limits.pixels,
                          .file_bytes = file.size(),
                          .pixel_bytes = std::max<std::uint64_t>(3 * limits.pixels, 1),
                          .memory_bytes = kBaseMemory + kMemoryPerPixel * limits.pixels,
                          .cpu_seconds = static_cast<std::uint32_t>(kLongestTime.count())};
  auto pixels = sandbox::SharedMemory::create(order.pixel_bytes);
  if (!pixels) return std::unexpected(pixels.error());
  auto sockets = sandbox::make_socket_pair();
  if (!sockets) return cannot_start();
  auto worker = sandbox::WorkerProcess::spawn(*program, {.control = sockets->worker.value(),
                                                         .memory = pixels->descriptor(),
                                                         .input = input->value()});
  if (!worker) return std::unexpected(worker.error());
  sockets->worker.close();  // The socket has to close when the worker dies.
  // Where the worker is dead already, receive() finds out.
  static_cast<void>(::send(sockets->parent.value(), &order, sizeof(order), MSG_NOSIGNAL));
  const auto answer = receive(sockets->parent.value(), limits.deadline);
  if (!answer) return std::unexpected(answer.error());
  if (answer->outcome != heif::Outcome::decoded) return refusal(*answer, limits);
  return take_out(*answer, pixels->bytes(), limits);
}

}  // namespace facelatch::imaging
