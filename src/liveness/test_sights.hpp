// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <string_view>
#include <vector>

#include "liveness/sight.hpp"

namespace facelatch::liveness {

/// Frames of one living person, ten a second, whose head and eyes follow a script. Externally
/// synchronised.
class ScriptedPerson {
 public:
  /// Each letter is 400 ms: '.' looks ahead, 'L' and 'R' are turned to the person's own left and
  /// right, 'b' has closed eyes, 'n' blinks as people do, 'x' is away.
  ScriptedPerson& act(std::string_view script) {
    for (const char letter : script) {
      for (int frame = 0; frame < 4; ++frame) sights_.push_back(sight(letter, frame));
    }
    return *this;
  }
  [[nodiscard]] std::vector<Sight>& sights() { return sights_; }

 private:
  Sight sight(char letter, int frame) {
    Sight sight;
    sight.time = std::chrono::milliseconds(100) * static_cast<int>(sights_.size());
    if (letter == 'x') return sight;
    sight.faces = 1;
    sight.box = {100, 100, 200, 250};
    sight.quality = {.size = 200,
                     .sharpness = 300,
                     .brightness = 0.5F,
                     .contrast = 0.2F,
                     .pose = {},
                     .total = 0.9F};
    sight.passive = {.wide = 5, .close = 0.01F};
    sight.eyes_open = 8;
    sight.face = {.model = "arcface", .values = {1, 0, 0}};
    if (letter == 'L') sight.pose.yaw = 30;
    if (letter == 'R') sight.pose.yaw = -30;
    if (letter == 'b' || (letter == 'n' && frame == 1)) sight.eyes_open = -9;
    return sight;
  }

  std::vector<Sight> sights_;
};

}  // namespace facelatch::liveness
