// SPDX-License-Identifier: Apache-2.0
#include "crypto/secret_buffer.hpp"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "crypto/sodium.hpp"

namespace facelatch::crypto {

void SecretBuffer::Free::operator()(std::uint8_t* memory) const { ::sodium_free(memory); }

base::Result<SecretBuffer> SecretBuffer::create(std::size_t size_bytes) {
  start_sodium();
  auto* memory = static_cast<std::uint8_t*>(::sodium_malloc(size_bytes));
  if (memory == nullptr) {
    return base::failure(base::ErrorCode::unavailable, "There is no memory left for a secret.");
  }
  // sodium_malloc also tries to lock, but does not tell whether it could. Locking twice is
  // harmless: the kernel does not count.
  const bool locked = size_bytes == 0 || ::sodium_mlock(memory, size_bytes) == 0;
  SecretBuffer buffer(std::unique_ptr<std::uint8_t[], Free>(memory), size_bytes, locked);
  std::ranges::fill(buffer.bytes(), std::uint8_t{0});
  return buffer;
}

base::Result<SecretBuffer> SecretBuffer::copy_of(std::span<const std::uint8_t> bytes) {
  auto buffer = create(bytes.size());
  if (!buffer) return std::unexpected(buffer.error());
  std::ranges::copy(bytes, buffer->bytes().begin());
  return buffer;
}

}  // namespace facelatch::crypto
