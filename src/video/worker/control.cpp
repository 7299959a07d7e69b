// SPDX-License-Identifier: Apache-2.0
#include "video/worker/control.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "sandbox/worker_process.hpp"

namespace facelatch::video {
namespace {

constexpr std::chrono::milliseconds kQuietTime{200};

[[noreturn]] void leave() { ::_exit(EXIT_SUCCESS); }

/// One packet; nothing where there is none yet (only with MSG_DONTWAIT).
std::optional<std::span<const std::uint8_t>> receive(std::span<std::uint8_t> buffer, int flags) {
  while (true) {
    const auto count = ::recv(sandbox::kControlDescriptor, buffer.data(), buffer.size(), flags);
    if (count > 0) return buffer.first(static_cast<std::size_t>(count));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return std::nullopt;
    leave();
  }
}

}  // namespace

std::optional<SetupMessage> Control::receive_setup() {
  std::array<std::uint8_t, kMaxMessageBytes> buffer{};
  return parse_setup(receive(buffer, 0).value_or(std::span<const std::uint8_t>{}));
}

bool Control::take_release(Waiting waiting) {
  std::array<std::uint8_t, sizeof(ReleaseMessage)> buffer{};
  const auto packet = receive(buffer, waiting == Waiting::yes ? 0 : MSG_DONTWAIT);
  if (!packet) return false;
  const auto release = parse_release(*packet);
  if (release && release->slot < slots_) held_.reset(release->slot);
  return true;
}

std::optional<std::uint32_t> Control::first_free() const {
  for (std::uint32_t slot = 0; slot < slots_; ++slot) {
    if (!held_.test(slot)) return slot;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> Control::find_slot() {
  while (take_release(Waiting::no)) {
  }
  return first_free();
}

std::uint32_t Control::wait_for_slot() {
  auto slot = find_slot();
  while (!slot) {
    take_release(Waiting::yes);
    slot = first_free();
  }
  return *slot;
}

void Control::send_packet(std::span<const std::uint8_t> packet) {
  while (::send(sandbox::kControlDescriptor, packet.data(), packet.size(), MSG_NOSIGNAL) < 0) {
    if (errno != EINTR) leave();
  }
  last_word_ = std::chrono::steady_clock::now();
}

void Control::send_frame(const FrameMessage& message) {
  held_.set(message.slot);
  send(message);
}

void Control::send_progress(std::uint64_t decoded, std::uint64_t read_bytes) {
  if (std::chrono::steady_clock::now() - last_word_ < kQuietTime) return;
  send(ProgressMessage{.decoded = decoded, .read_bytes = read_bytes});
}

void Control::fail(WorkerFailure failure) {
  const FailedMessage message{.failure = failure};
  const auto packet = bytes_of(message);
  ::send(sandbox::kControlDescriptor, packet.data(), packet.size(), MSG_NOSIGNAL);
  wait_for_the_end();
}

void Control::wait_for_the_end() {
  // Closing the socket while a release lies unread in it would cost the parent our last word
  // (ECONNRESET comes before what was sent).
  std::array<std::uint8_t, kMaxMessageBytes> buffer{};
  while (true) receive(buffer, 0);
}

bool Control::is_parent_gone() {
  std::uint8_t byte = 0;
  return ::recv(sandbox::kControlDescriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

}  // namespace facelatch::video
