// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/descriptor.hpp"
#include "base/result.hpp"

namespace facelatch::sandbox {

/// Memory that two processes share, of a size that neither can change (a sealed memfd), so that no
/// access to it can fault. Only pages that were written to cost memory. Move-only; what one side
/// writes the other may see at any time.
class SharedMemory {
 public:
  /// The reader's side: it cannot write. Fails with unavailable.
  static base::Result<SharedMemory> create(std::size_t bytes);
  /// The writer's side, from a descriptor that it was given.
  static base::Result<SharedMemory> adopt(base::Descriptor memory, std::size_t bytes);

  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  SharedMemory(SharedMemory&& other) noexcept;
  SharedMemory& operator=(SharedMemory&& other) noexcept;
  ~SharedMemory();

  [[nodiscard]] int descriptor() const { return memory_.value(); }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {start_, size_}; }
  /// Only where it was adopted.
  [[nodiscard]] std::span<std::uint8_t> writable() { return {start_, size_}; }

 private:
  SharedMemory(base::Descriptor memory, std::uint8_t* start, std::size_t size)
      : memory_(std::move(memory)), start_(start), size_(size) {}
  static base::Result<SharedMemory> map(base::Descriptor memory, std::size_t bytes, int protection);

  base::Descriptor memory_;
  std::uint8_t* start_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace facelatch::sandbox
