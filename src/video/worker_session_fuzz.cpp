// SPDX-License-Identifier: Apache-2.0
// The parent's half of the conversation, fed by a worker that has been taken over. The input is a
// row of packets, each behind one byte for its length; a length byte of 0 is the parent's release
// of the slot that the next byte names.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "video/worker_session.hpp"

namespace {

using facelatch::video::RingPicture;
using facelatch::video::SessionRules;
using facelatch::video::WorkerSession;

constexpr SessionRules kRules{.slots = 4,
                              .slot_bytes = 1ULL << 20U,
                              .max_pixels = 640ULL * 480,
                              .max_frames = 100'000,
                              .max_duration_us = 3'600'000'000};

/// Reading the picture must stay within the ring, whatever was accepted.
void check(const RingPicture& picture) {
  const auto end = picture.offset +
                   picture.stride * (static_cast<std::size_t>(picture.size.height) - 1) +
                   static_cast<std::size_t>(picture.size.width) * 3;
  if (picture.size.width <= 0 || picture.size.height <= 0 ||
      end > kRules.slots * kRules.slot_bytes) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::span<const std::uint8_t> rest(data, size);
  WorkerSession session(kRules);
  while (!rest.empty()) {
    const std::size_t length = rest.front();
    rest = rest.subspan(1);
    if (length == 0) {
      if (rest.empty()) break;
      session.release(rest.front() % kRules.slots);
      rest = rest.subspan(1);
      continue;
    }
    const auto packet = rest.first(std::min(length, rest.size()));
    rest = rest.subspan(packet.size());
    const auto event = session.accept(packet);
    if (!event) break;
    if (const auto* picture = std::get_if<RingPicture>(&*event)) check(*picture);
  }
  return 0;
}
