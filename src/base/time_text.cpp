// SPDX-License-Identifier: Apache-2.0
#include "base/time_text.hpp"

#include <array>
#include <chrono>
#include <ctime>

namespace facelatch::base {

std::string time_text(UnixTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  const std::time_t moment = seconds;
  std::tm parts{};
  if (::gmtime_r(&moment, &parts) == nullptr) return {};
  std::array<char, 64> text{};
  const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), size};
}

}  // namespace facelatch::base
