// SPDX-License-Identifier: Apache-2.0
#include "sandbox/shared_memory.hpp"

#include <fcntl.h>
#include <sys/mman.h>

#include <utility>

namespace facelatch::sandbox {
namespace {

std::unexpected<base::Error> no_memory() {
  return base::failure(base::ErrorCode::unavailable,
                       "There is no shared memory for the pixels of the decoder.");
}

}  // namespace

base::Result<SharedMemory> SharedMemory::create(std::size_t bytes) {
  base::Descriptor memory(::memfd_create("facelatch-pixels", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!memory.is_open() || ::ftruncate(memory.value(), static_cast<off_t>(bytes)) != 0 ||
      ::fcntl(memory.value(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    return no_memory();
  }
  return map(std::move(memory), bytes, PROT_READ);
}

base::Result<SharedMemory> SharedMemory::adopt(base::Descriptor memory, std::size_t bytes) {
  return map(std::move(memory), bytes, PROT_READ | PROT_WRITE);
}

base::Result<SharedMemory> SharedMemory::map(base::Descriptor memory, std::size_t bytes,
                                             int protection) {
  void* start = ::mmap(nullptr, bytes, protection, MAP_SHARED, memory.value(), 0);
  if (start == MAP_FAILED) return no_memory();
  return SharedMemory(std::move(memory), static_cast<std::uint8_t*>(start), bytes);
}

SharedMemory::SharedMemory(SharedMemory&& other) noexcept
    : memory_(std::move(other.memory_)),
      start_(std::exchange(other.start_, nullptr)),
      size_(std::exchange(other.size_, 0)) {}

SharedMemory& SharedMemory::operator=(SharedMemory&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(start_, other.start_);
  std::swap(size_, other.size_);
  return *this;
}

SharedMemory::~SharedMemory() {
  if (start_ != nullptr) ::munmap(start_, size_);
}

}  // namespace facelatch::sandbox
