// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstring>
#include <span>
#include <vector>

namespace facelatch::gallery {

/// Overwrites biometric data in a way that no optimiser removes.
template <class T>
void wipe(std::span<T> values) {
  ::explicit_bzero(values.data(), values.size_bytes());
}

/// Wipes a vector when its owner leaves the scope, however it leaves.
template <class T>
class WipeAtEnd {
 public:
  explicit WipeAtEnd(std::vector<T>& values) : values_(values) {}
  WipeAtEnd(const WipeAtEnd&) = delete;
  WipeAtEnd& operator=(const WipeAtEnd&) = delete;
  WipeAtEnd(WipeAtEnd&&) = delete;
  WipeAtEnd& operator=(WipeAtEnd&&) = delete;
  ~WipeAtEnd() { wipe(std::span(values_)); }

 private:
  std::vector<T>& values_;
};

}  // namespace facelatch::gallery
