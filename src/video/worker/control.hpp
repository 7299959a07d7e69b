// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bitset>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "video/worker_protocol.hpp"

namespace facelatch::video {

/// The worker's end of the conversation, on kControlDescriptor. Where the parent is gone the
/// process ends: nobody wants its work. Externally synchronised.
class Control {
 public:
  /// Waits for the first message; nothing where it is not one of this version.
  static std::optional<SetupMessage> receive_setup();

  explicit Control(std::uint32_t slots) : slots_(slots) {}

  /// A slot that the parent does not hold; waits for one.
  std::uint32_t wait_for_slot();
  /// The same at once, or nothing.
  std::optional<std::uint32_t> find_slot();

  template <class Message>
  void send(const Message& message) {
    send_packet(bytes_of(message));
  }
  /// `slot` belongs to the parent from here on.
  void send_frame(const FrameMessage& message);
  /// Tells that work goes on, if nothing was said for a while.
  void send_progress(std::uint64_t decoded, std::uint64_t read_bytes);
  /// Says why; the parent then ends the process.
  [[noreturn]] static void fail(WorkerFailure failure);
  /// After the last word: until the parent closes the socket or ends the process.
  [[noreturn]] static void wait_for_the_end();
  /// Whether the parent has closed its end.
  static bool is_parent_gone();

 private:
  enum class Waiting { no, yes };
  bool take_release(Waiting waiting);
  [[nodiscard]] std::optional<std::uint32_t> first_free() const;
  void send_packet(std::span<const std::uint8_t> packet);

  std::uint32_t slots_;
  std::bitset<kMaxSlots> held_;
  std::chrono::steady_clock::time_point last_word_ = std::chrono::steady_clock::now();
};

}  // namespace facelatch::video
