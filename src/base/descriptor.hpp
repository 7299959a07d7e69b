// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <utility>

namespace facelatch::base {

/// Owns a file descriptor, or none where the value is negative, and closes it. Move-only; used by
/// one thread at a time.
class Descriptor {
 public:
  Descriptor() = default;
  /// Takes `value` over; negative means none.
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      close();
      value_ = std::exchange(other.value_, -1);
    }
    return *this;
  }
  ~Descriptor() { close(); }

  [[nodiscard]] int value() const { return value_; }
  [[nodiscard]] bool is_open() const { return value_ >= 0; }
  /// Closes now and tells whether the kernel accepted all that was written; true where none is
  /// open.
  bool close() { return value_ < 0 || ::close(std::exchange(value_, -1)) == 0; }

 private:
  int value_ = -1;
};

/// Writes all of `bytes`, however many calls that takes; false where the kernel refuses.
[[nodiscard]] bool write_all(int descriptor, std::span<const std::uint8_t> bytes);

/// Waits for the lock on the file `path`, which is made with mode 0600 where there is none, and
/// holds it until the descriptor is closed; none is open where that cannot be. For a file that is
/// replaced the lock must be another one beside it: a lock on it would stay with the old file.
[[nodiscard]] Descriptor lock_file(const std::filesystem::path& path);

}  // namespace facelatch::base
