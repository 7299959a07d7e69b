// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

namespace facelatch::base {

/// Overwrites secrets and biometric data with zeros in a way that no optimiser removes.
template <class T, std::size_t extent>
void wipe(std::span<T, extent> values) {
  if (!values.empty()) ::explicit_bzero(values.data(), values.size_bytes());
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

}  // namespace facelatch::base
