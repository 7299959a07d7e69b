// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <type_traits>

// What facelatch-picture-worker and the process that started it say to each other: one packet each
// way over a SOCK_SEQPACKET pair, a plain structure of one build on one machine. The file comes as
// a descriptor, the pixels go back through shared memory. The parent believes none of it.
namespace facelatch::imaging::heif {

inline constexpr std::uint32_t kProtocolVersion = 1;

/// Parent to worker.
struct Order {
  std::uint32_t version = kProtocolVersion;
  std::int32_t side = 0;  ///< DecodeLimits::side
  std::uint64_t pixels = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t pixel_bytes = 0;   ///< of the shared memory
  std::uint64_t memory_bytes = 0;  ///< address space that decoding may take
  std::uint32_t cpu_seconds = 0;
  std::uint32_t reserved = 0;
};

enum class Outcome : std::uint32_t {
  decoded,        ///< width x height pixels, blue green red without padding, are in the memory
  size_refused,   ///< the stored size breaks a limit
  too_large,      ///< the library's own limits
  unsupported,    ///< a feature or codec that is not built in
  out_of_memory,  ///< more than `memory_bytes`
  damaged,
  ended_early,
  bad_order,
  sandbox_refused,
};

/// Worker to parent.
struct Answer {
  Outcome outcome = Outcome::damaged;
  std::int32_t width = 0;
  std::int32_t height = 0;
};

static_assert(std::is_trivially_copyable_v<Order> && std::is_trivially_copyable_v<Answer>);

}  // namespace facelatch::imaging::heif
