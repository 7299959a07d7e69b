// SPDX-License-Identifier: Apache-2.0
#include "imaging/statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "imaging/resize.hpp"

namespace facelatch::imaging {
namespace {

Image gray(Size size, const std::vector<int>& values) {
  Image image(size);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::ranges::fill(image.pixels().subspan(i * 3, 3), static_cast<std::uint8_t>(values[i]));
  }
  return image;
}

/// The definition, written out; an index beyond the edge is mirrored around the edge's pixel.
double plain_variance_of_laplacian(Size size, const std::vector<int>& values) {
  const auto at = [&](int x, int y) {
    const auto mirror = [](int i, int n) { return i < 0 ? -i : i >= n ? 2 * n - 2 - i : i; };
    const int index = mirror(y, size.height) * size.width + mirror(x, size.width);
    return double(values[static_cast<std::size_t>(index)]);
  };
  double sum = 0;
  double squares = 0;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const double edge = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * at(x, y);
      sum += edge;
      squares += edge * edge;
    }
  }
  const double count = double(size.width) * size.height;
  return squares / count - (sum / count) * (sum / count);
}

TEST(VarianceOfLaplacian, IsTheVarianceOfTheWrittenOutKernel) {
  const Size size{9, 7};
  std::vector<int> values(63);
  std::ranges::generate(values, [i = 0]() mutable {
    ++i;
    return i * i * 37 % 256;
  });
  EXPECT_NEAR(variance_of_laplacian(gray(size, values).view()),
              plain_variance_of_laplacian(size, values), 1e-6);
}

TEST(VarianceOfLaplacian, FallsWhenAPictureIsSmoothed) {
  std::vector<int> values(4096);
  std::ranges::generate(values, [i = -1]() mutable {
    ++i;
    return (i / 64 / 4 + i % 64 / 4) % 2 * 200;
  });
  const auto sharp = gray({64, 64}, values);
  const auto smooth = resize(resize(sharp.view(), {20, 20}).view(), {64, 64});
  EXPECT_LT(variance_of_laplacian(smooth.view()), variance_of_laplacian(sharp.view()) / 4);
  EXPECT_EQ(variance_of_laplacian(ImageView{}), 0);
}

TEST(LumaStatistics, AreMeanAndStandardDeviation) {
  const auto statistics = luma_statistics(gray({4, 1}, {10, 20, 30, 40}).view());
  EXPECT_DOUBLE_EQ(statistics.mean, 25);
  EXPECT_NEAR(statistics.deviation, 11.1803, 1e-4);
}

TEST(LumaStatistics, WeighGreenMoreThanRedAndRedMoreThanBlue) {
  Image image({1, 1});
  const auto brightness = [&](std::size_t channel) {
    std::ranges::fill(image.pixels(), 0);
    image.pixels()[channel] = 255;
    return luma_statistics(image.view()).mean;
  };
  EXPECT_NEAR(brightness(0), 29, 0.5);
  EXPECT_NEAR(brightness(1), 150, 0.5);
  EXPECT_NEAR(brightness(2), 76, 0.5);
}

TEST(LumaStatistics, OfNothingAreZero) {
  EXPECT_EQ(luma_statistics(ImageView{}).mean, 0);
  EXPECT_EQ(luma_statistics(ImageView{}).deviation, 0);
}

}  // namespace
}  // namespace facelatch::imaging
