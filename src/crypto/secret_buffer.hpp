// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>
#include <span>

#include "base/result.hpp"

namespace facelatch::crypto {

/// Bytes that must not leak: keys and decrypted templates. The memory lies between guard pages, is
/// kept out of swap and core dumps where the system allows it, and is wiped before it is given
/// back. Move-only, and there is no way to print it. Externally synchronised.
/// Cost: at least four pages and a few system calls each; reuse one in loops.
class SecretBuffer {
 public:
  /// `size_bytes` zeros. Fails with unavailable when there is no memory.
  static base::Result<SecretBuffer> create(std::size_t size_bytes);
  static base::Result<SecretBuffer> copy_of(std::span<const std::uint8_t> bytes);

  [[nodiscard]] std::span<std::uint8_t> bytes() { return {memory_.get(), size_bytes_}; }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {memory_.get(), size_bytes_}; }
  [[nodiscard]] std::size_t size() const { return size_bytes_; }

  /// Whether the system agreed to keep the memory out of swap (RLIMIT_MEMLOCK may forbid it).
  [[nodiscard]] bool is_locked() const { return is_locked_; }

  friend std::ostream& operator<<(std::ostream&, const SecretBuffer&) = delete;

 private:
  struct Free {
    void operator()(std::uint8_t* memory) const;
  };
  SecretBuffer(std::unique_ptr<std::uint8_t[], Free> memory, std::size_t size_bytes, bool locked)
      : memory_(std::move(memory)), size_bytes_(size_bytes), is_locked_(locked) {}

  std::unique_ptr<std::uint8_t[], Free> memory_;
  std::size_t size_bytes_;
  bool is_locked_;
};

}  // namespace facelatch::crypto
