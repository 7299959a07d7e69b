// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "api/live_session.hpp"

namespace facelatch::api {

/// What live streams may take; told by GET /v1/info. Where nobody shows a key, the limits of a key
/// are those of an address.
struct StreamLimits {
  std::size_t streams = 32;
  std::size_t streams_per_key = 8;
  FrameLimits frame;
  std::uint32_t frames_per_second = 60;  ///< of one stream; that many at once too
  std::uint32_t frames_per_second_per_key = 240;
  int faces = 64;                               ///< the most that max_faces may ask for
  std::size_t text_bytes = 4096;                ///< of a text message
  std::size_t unread_bytes = 256UL << 10U;      ///< of answers; a client with more gets no new ones
  int errors_in_a_row = 20;                     ///< then the stream is closed
  std::chrono::milliseconds frame_time{5'000};  ///< to look at one frame, with its waiting
  std::chrono::milliseconds silence{60'000};    ///< between two messages
  std::chrono::milliseconds key_time{10'000};   ///< until the key, where it comes as a message
  std::chrono::milliseconds key_check{15'000};  ///< how often a key is looked up again
};

}  // namespace facelatch::api
