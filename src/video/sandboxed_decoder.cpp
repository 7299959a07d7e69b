// SPDX-License-Identifier: Apache-2.0
#include "video/sandboxed_decoder.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <limits>
#include <string_view>
#include <utility>
#include <variant>

#include "imaging/resize.hpp"
#include "sandbox/shared_memory.hpp"
#include "sandbox/socket_pair.hpp"
#include "sandbox/worker_process.hpp"
#include "video/worker_failure.hpp"
#include "video/worker_session.hpp"

namespace facelatch::video {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kProgramName = "facelatch-video-worker";
/// Enough for the worker to run ahead of a reader that is busy with one frame.
constexpr std::uint32_t kSlots = 4;
/// swscale may write a few bytes beyond a row; rows are padded to this and the slot has spare room.
constexpr std::uint64_t kRowPadding = 64;
constexpr std::uint64_t kSpareBytes = 4096;
constexpr std::uint64_t kPage = 4096;

std::uint64_t slot_bytes_for(const SetupMessage& setup) {
  std::uint64_t pixels = setup.max_pixels;
  std::uint64_t side = kMaxSide;
  if (setup.longer_side > 0) {
    side = std::min<std::uint64_t>(side, setup.longer_side);
    pixels = std::min(pixels, side * side);
  }
  const std::uint64_t bytes = 3 * pixels + kRowPadding * side + kSpareBytes;
  return (bytes + kPage - 1) / kPage * kPage;
}

enum class Waited { readable, too_long, expired };

base::Error timed_out(Waited outcome) {
  return {base::ErrorCode::deadline_exceeded,
          outcome == Waited::expired ? "The time for reading the video is over."
                                     : "The video keeps its decoder busy without an end."};
}

base::Error confused() { return {base::ErrorCode::internal, "The video decoder lost its thread."}; }

imaging::Image take_out(const RingPicture& picture, std::span<const std::uint8_t> ring) {
  const imaging::ImageView view{ring.data() + picture.offset, picture.size, picture.stride};
  return imaging::rotate(view, picture.turns);
}

}  // namespace

class SandboxedDecoder::State {
 public:
  State(base::Descriptor control, sandbox::SharedMemory ring, sandbox::WorkerProcess process,
        const SessionRules& rules, const DecoderLaunch& launch)
      : control_(std::move(control)),
        ring_(std::move(ring)),
        process_(std::move(process)),
        process_id_(process_->id()),
        session_(rules),
        frame_wait_(launch.frame_wait),
        time_left_(launch.decoder_time) {
    session_.info().input_bytes = launch.setup.input_bytes;
  }

  bool send(std::span<const std::uint8_t> packet) const {
    return ::send(control_.value(), packet.data(), packet.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(packet.size());
  }

  /// Waits until the first frame is there and the stream is described.
  base::Result<void> open(base::Deadline deadline, const std::stop_token& stop) {
    const std::stop_callback interrupted(stop, [this] { interrupt(); });
    const auto event = wait_for_event(deadline);
    if (!event) return std::unexpected(event.error());
    if (!std::holds_alternative<StreamOpened>(*event)) return std::unexpected(give_up(confused()));
    return {};
  }

  base::Result<std::optional<Frame>> next(base::Deadline deadline) {
    if (error_) return std::unexpected(*error_);
    if (session_.info().is_finished) return std::nullopt;
    const auto event = wait_for_event(deadline);
    if (!event) return std::unexpected(event.error());
    if (std::holds_alternative<StreamFinished>(*event)) {
      close();
      return std::nullopt;
    }
    const auto* picture = std::get_if<RingPicture>(&*event);
    if (picture == nullptr) return std::unexpected(give_up(confused()));
    Frame frame = picture->frame;
    frame.image = take_out(*picture, ring_.bytes());
    session_.release(picture->slot);
    // Where this fails the worker is gone, which the next wait will find.
    send(bytes_of(ReleaseMessage{.slot = picture->slot}));
    return frame;
  }

  void interrupt() {
    is_interrupted_ = true;
    // Shutting the socket wakes a waiting poll; it is safe while the descriptor is open, which it
    // is as long as this object lives.
    ::shutdown(control_.value(), SHUT_RDWR);
  }

  [[nodiscard]] const VideoInfo& info() const { return session_.info(); }
  [[nodiscard]] pid_t process_id() const { return process_id_; }

 private:
  /// The next event that is more than a sign of life. Any failure ends the process.
  base::Result<WorkerEvent> wait_for_event(base::Deadline deadline) {
    while (true) {
      const auto waited = wait(deadline);
      if (waited != Waited::readable) return std::unexpected(give_up(timed_out(waited)));
      std::array<std::uint8_t, kMaxMessageBytes> buffer;
      const auto count = ::recv(control_.value(), buffer.data(), buffer.size(), MSG_DONTWAIT);
      // A reset is told once and before what the worker had said until then.
      if (count < 0 && (errno == EINTR || errno == EAGAIN || errno == ECONNRESET)) continue;
      if (count <= 0) return std::unexpected(give_up(death()));
      auto event = session_.accept({buffer.data(), static_cast<std::size_t>(count)});
      if (!event) return std::unexpected(give_up(event.error()));
      if (!std::holds_alternative<StillWorking>(*event)) return event;
    }
  }

  Waited wait(base::Deadline deadline) {
    const auto start = Clock::now();
    const auto patience = std::min(frame_wait_, time_left_);
    const auto give_up_at = start + patience;
    while (true) {
      const auto now = Clock::now();
      if (deadline.expired()) return Waited::expired;
      if (now >= give_up_at) return Waited::too_long;
      auto until = give_up_at;
      if (deadline.at()) until = std::min(until, *deadline.at());
      const auto rest = std::chrono::ceil<std::chrono::milliseconds>(until - now).count();
      pollfd poller{.fd = control_.value(), .events = POLLIN, .revents = 0};
      const int ready = ::poll(&poller, 1, static_cast<int>(std::min<std::int64_t>(rest, 60'000)));
      if (ready > 0) {
        time_left_ -= Clock::now() - start;
        return Waited::readable;
      }
    }
  }

  base::Error death() {
    if (is_interrupted_) {
      return {base::ErrorCode::deadline_exceeded, "Reading the video has been cancelled."};
    }
    const auto end = process_->reap();
    return error_of_death(end.code, end.status);
  }

  const base::Error& give_up(base::Error error) {
    error_ = std::move(error);
    close();
    return *error_;
  }

  /// Ends the process; the socket stays for interrupt().
  void close() { process_.reset(); }

  base::Descriptor control_;
  sandbox::SharedMemory ring_;
  std::optional<sandbox::WorkerProcess> process_;  ///< none once the conversation is over
  pid_t process_id_;
  WorkerSession session_;
  std::chrono::nanoseconds frame_wait_;
  std::chrono::nanoseconds time_left_;
  std::optional<base::Error> error_;
  std::atomic<bool> is_interrupted_ = false;
};

base::Result<std::unique_ptr<SandboxedDecoder>> SandboxedDecoder::start(
    DecoderLaunch launch, base::Deadline deadline, const std::stop_token& stop) {
  if (launch.program.empty()) {
    auto found = sandbox::find_worker(kProgramName);
    if (!found) return std::unexpected(found.error());
    launch.program = *std::move(found);
  }
  auto& setup = launch.setup;
  setup.slots = kSlots;
  setup.slot_bytes = slot_bytes_for(setup);
  const std::size_t ring_bytes = setup.slots * setup.slot_bytes;
  auto sockets = sandbox::make_socket_pair();
  if (!sockets) {
    return base::failure(base::ErrorCode::unavailable,
                         "There are no more descriptors for the video decoder.");
  }
  auto ring = sandbox::SharedMemory::create(ring_bytes);
  if (!ring) return std::unexpected(ring.error());
  auto process = sandbox::WorkerProcess::spawn(launch.program, {.control = sockets->worker.value(),
                                                                .memory = ring->descriptor(),
                                                                .input = launch.input.value()});
  if (!process) return std::unexpected(process.error());
  // Our copy must go: the socket has to close when the worker dies.
  sockets->worker.close();

  const SessionRules rules{.slots = setup.slots,
                           .slot_bytes = setup.slot_bytes,
                           .max_pixels = setup.max_pixels,
                           .max_frames = setup.max_frames,
                           .max_duration_us = setup.max_duration_us};
  auto state = std::make_unique<State>(std::move(sockets->parent), *std::move(ring),
                                       *std::move(process), rules, launch);
  state->send(bytes_of(setup));  // Where the worker is dead already, open() says why.
  if (auto opened = state->open(deadline, stop); !opened) return std::unexpected(opened.error());
  return std::unique_ptr<SandboxedDecoder>(new SandboxedDecoder(std::move(state)));
}

SandboxedDecoder::SandboxedDecoder(std::unique_ptr<State> state) : state_(std::move(state)) {}
SandboxedDecoder::~SandboxedDecoder() = default;

base::Result<std::optional<Frame>> SandboxedDecoder::next(base::Deadline deadline) {
  return state_->next(deadline);
}
const VideoInfo& SandboxedDecoder::info() const { return state_->info(); }
pid_t SandboxedDecoder::process_id() const { return state_->process_id(); }
void SandboxedDecoder::interrupt() { state_->interrupt(); }

}  // namespace facelatch::video
