// SPDX-License-Identifier: Apache-2.0
#include "vision/planes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace facelatch::vision {
namespace {

TEST(Planes, HoldOneChannelEachAndBlackBeyondThePicture) {
  imaging::Image image({2, 1});
  std::ranges::copy(std::vector<std::uint8_t>{10, 20, 30, 40, 50, 60}, image.pixels().begin());
  std::vector<float> planes(18);
  write_planes(image.view(), {.mean = {1, 2, 3}}, {3, 2}, planes);
  EXPECT_EQ(planes, (std::vector<float>{9, 39, -1, -1, -1, -1,   //
                                        18, 48, -2, -2, -2, -2,  //
                                        27, 57, -3, -3, -3, -3}));
}

TEST(Planes, HaveRedFirstWhereAsked) {
  imaging::Image image({1, 1});
  std::ranges::copy(std::vector<std::uint8_t>{10, 20, 30}, image.pixels().begin());
  std::vector<float> planes(3);
  write_planes(image.view(), {.order = ChannelOrder::rgb, .mean = {1, 2, 3}, .scale = 2}, {1, 1},
               planes);
  EXPECT_EQ(planes, (std::vector<float>{54, 36, 18}));
}

TEST(Planes, FollowTheStrideOfAWindowIntoAPicture) {
  imaging::Image image({40, 30});
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    image.pixels()[i] = static_cast<std::uint8_t>(i * 7);
  }
  const auto whole = image.view();
  const imaging::ImageView window{whole.row(5).subspan(12).data(), {33, 20}, whole.stride};
  constexpr std::size_t kArea = std::size_t{33} * 20;
  std::vector<float> planes(3 * kArea);
  write_planes(window, {}, window.size, planes);
  for (std::size_t y = 0; y < 20; ++y) {
    for (std::size_t x = 0; x < 33; ++x) {
      for (std::size_t channel = 0; channel < 3; ++channel) {
        const float expected = whole.row(static_cast<int>(y) + 5)[3 * (x + 4) + channel];
        ASSERT_EQ(planes[channel * kArea + y * 33 + x], expected);
      }
    }
  }
}

}  // namespace
}  // namespace facelatch::vision
