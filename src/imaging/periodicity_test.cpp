// SPDX-License-Identifier: Apache-2.0
#include "imaging/periodicity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>

namespace facelatch::imaging {
namespace {

using Brightness = std::function<double(int x, int y)>;

/// A gray picture with a camera's noise.
Image noisy(Size size, const Brightness& brightness) {
  std::mt19937 chance(7);
  std::normal_distribution<double> noise(0, 4);
  Image image(size);
  for (int y = 0; y < size.height; ++y) {
    const auto row = image.row(y);
    for (int x = 0; x < size.width; ++x) {
      const auto value =
          static_cast<std::uint8_t>(std::clamp(brightness(x, y) + noise(chance), 0.0, 255.0));
      std::ranges::fill(row.subspan(3 * static_cast<std::size_t>(x), 3), value);
    }
  }
  return image;
}

double wave(double cycles) { return 8 * std::sin(2 * std::numbers::pi * cycles); }

constexpr Size kFace{200, 240};

TEST(Periodicity, OfNoiseAndSlopesIsLow) {
  EXPECT_LT(periodicity(noisy(kFace, [](int, int) { return 128; }).view()), 30);
  EXPECT_LT(periodicity(noisy(kFace, [](int x, int y) { return 40 + x / 2.0 + y / 4.0; }).view()),
            30);
  EXPECT_LT(periodicity(noisy(kFace, [](int x, int) { return x < 90 ? 40 : 190; }).view()), 30);
  EXPECT_EQ(periodicity(Image(kFace).view()), 0);
}

TEST(Periodicity, OfLinesIsHighWhateverTheirDirection) {
  const auto lines = [](double x_cycles, double y_cycles) {
    return noisy(kFace, [=](int x, int y) { return 128 + wave(x * x_cycles + y * y_cycles); });
  };
  EXPECT_GT(periodicity(lines(0, 1 / 3.0).view()), 300);
  EXPECT_GT(periodicity(lines(0.21, 0).view()), 300);
  EXPECT_GT(periodicity(lines(0.31, 0.17).view()), 300);
}

TEST(Periodicity, CountsNeitherTheBlocksOfJpegNorSlowWaves) {
  const auto blocks = noisy(kFace, [](int x, int) { return 128 + 8 * (x % 8 == 0 ? 1 : 0); });
  EXPECT_LT(periodicity(blocks.view()), 30);
  const auto slow = noisy(kFace, [](int, int y) { return 128 + wave(y / 25.0); });
  EXPECT_LT(periodicity(slow.view()), 30);
}

TEST(Periodicity, NeedsSixtyFourPixels) {
  const auto lines = [](int, int y) { return 128 + wave(y / 3.0); };
  EXPECT_GT(periodicity(noisy({64, 64}, lines).view()), 100);
  EXPECT_EQ(periodicity(noisy({64, 63}, lines).view()), 0);
  EXPECT_EQ(periodicity({}), 0);
}

}  // namespace
}  // namespace facelatch::imaging
