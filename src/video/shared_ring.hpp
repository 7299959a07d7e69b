// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/descriptor.hpp"
#include "base/result.hpp"

namespace facelatch::video {

/// Memory that two processes share, of a size that neither can change (a sealed memfd), so that no
/// access to it can fault. Only pages that were written to cost memory. Move-only; what one side
/// writes the other may see at any time.
class SharedRing {
 public:
  /// The reader's side: it cannot write. Fails with unavailable.
  static base::Result<SharedRing> create(std::size_t bytes);
  /// The writer's side, from a descriptor that it was given.
  static base::Result<SharedRing> adopt(base::Descriptor memory, std::size_t bytes);

  SharedRing(const SharedRing&) = delete;
  SharedRing& operator=(const SharedRing&) = delete;
  SharedRing(SharedRing&& other) noexcept;
  SharedRing& operator=(SharedRing&& other) noexcept;
  ~SharedRing();

  [[nodiscard]] int descriptor() const { return memory_.value(); }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {start_, size_}; }
  /// Only of an adopted ring.
  [[nodiscard]] std::span<std::uint8_t> writable() { return {start_, size_}; }

 private:
  SharedRing(base::Descriptor memory, std::uint8_t* start, std::size_t size)
      : memory_(std::move(memory)), start_(start), size_(size) {}
  static base::Result<SharedRing> map(base::Descriptor memory, std::size_t bytes, int protection);

  base::Descriptor memory_;
  std::uint8_t* start_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace facelatch::video
