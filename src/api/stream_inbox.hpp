// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "api/stream_command.hpp"

namespace facelatch::api {

/// Why a frame of a stream was never looked at.
enum class DropReason {
  newer,   ///< A newer one came while it waited.
  rate,    ///< More frames a second than the connection or its key may send.
  busy,    ///< The server's queue was full.
  unread,  ///< The client does not read its answers.
};
inline constexpr std::size_t kDropReasons = 4;
using DroppedFrames = std::array<std::uint64_t, kDropReasons>;

/// A frame as it came.
struct SentFrame {
  std::uint64_t number = 0;  ///< among the binary messages of its stream, from 1
  std::chrono::steady_clock::time_point received;
  std::string picture;
  DroppedFrames dropped{};  ///< since the frame that was looked at before
};

/// What the client wants to be done with the frames behind it.
struct SentOrder {
  std::chrono::steady_clock::time_point received;
  StreamOrder order;
};

/// The place where the newest frame of a stream waits while an older one is looked at: there is
/// never a second one, so that the answers do not lag. An order goes before the frame. Thread-safe.
class StreamInbox {
 public:
  /// Replaces a frame that waits. True: nobody works on this stream, the caller must see to it that
  /// somebody does, or say refuse().
  bool put(SentFrame frame);
  void drop(DropReason reason);

  enum class Placed { call_worker, somebody_works, refused };
  /// Drops a frame that waits: it is not what the order is about. Refused while another order
  /// waits.
  Placed put(SentOrder order);

  enum class Lost { nothing, order };
  /// Nobody could be found to work: what waits is dropped.
  Lost refuse();

  /// The order that waits, before the frame.
  std::optional<SentOrder> take_order();
  /// The frame that waits; for who works on the stream.
  std::optional<SentFrame> take();
  /// The work on one of them is done. True: more waits, and somebody must go on, or refuse().
  bool finish();

 private:
  std::mutex mutex_;
  std::optional<SentOrder> order_;
  std::optional<SentFrame> waiting_;
  DroppedFrames dropped_{};
  bool is_worked_on_ = false;
};

}  // namespace facelatch::api
