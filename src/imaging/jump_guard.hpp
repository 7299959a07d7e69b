// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <csetjmp>

namespace facelatch::imaging {

/// Runs steps of C libraries that report an error by a callback which must not return. leave()
/// goes back to run() over the library's frames, which is what they are written for. A step must
/// hold no object with a destructor and capture only by reference, so that no C++ object is
/// jumped over. Externally synchronised.
class JumpGuard {
 public:
  /// False if the step was left. Steps do not nest.
  template <class Step>
  [[nodiscard]] bool run(const Step& step) {
    if (setjmp(target_) != 0) return false;  // NOLINT(cert-err52-cpp)
    step();
    return true;
  }

  /// Only from within a step.
  [[noreturn]] void leave() { std::longjmp(target_, 1); }  // NOLINT(cert-err52-cpp)

 private:
  std::jmp_buf target_{};
};

}  // namespace facelatch::imaging
