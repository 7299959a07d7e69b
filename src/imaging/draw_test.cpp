// SPDX-License-Identifier: Apache-2.0
#include "imaging/draw.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <span>
#include <string>

namespace facelatch::imaging {
namespace {

constexpr Colour kRed{.blue = 0, .green = 0, .red = 255};

std::span<const std::uint8_t> pixel(const Image& image, int x, int y) {
  return image.view().row(y).subspan(static_cast<std::size_t>(x) * 3, 3);
}

/// Smoothed lines may be a little dimmer than what they were asked for.
bool is_red(const Image& image, int x, int y) {
  const auto bgr = pixel(image, x, y);
  return bgr[0] == 0 && bgr[1] == 0 && bgr[2] > 200;
}

bool is_black(const Image& image, int x, int y) {
  return std::ranges::all_of(pixel(image, x, y), [](int value) { return value == 0; });
}

bool is_black(const Image& image) {
  return std::ranges::all_of(image.pixels(), [](int value) { return value == 0; });
}

TEST(Draw, PutsARectanglesOutlineInTheRightColour) {
  Image image({40, 30});
  draw_rectangle(image, {10.5F, 5.5F}, {30.5F, 20.5F}, kRed, 1);
  EXPECT_TRUE(is_red(image, 20, 5));
  EXPECT_TRUE(is_red(image, 10, 12));
  EXPECT_TRUE(is_red(image, 30, 12));
  EXPECT_TRUE(is_red(image, 20, 20));
  EXPECT_TRUE(is_black(image, 20, 12));
  EXPECT_TRUE(is_black(image, 35, 25));
}

TEST(Draw, FillsADisc) {
  Image image({21, 21});
  draw_disc(image, {10.5F, 10.5F}, 4, kRed);
  EXPECT_TRUE(is_red(image, 10, 10));
  EXPECT_TRUE(is_red(image, 12, 10));
  EXPECT_TRUE(is_black(image, 17, 10));
}

TEST(Draw, JoinsTwoPlacesByALine) {
  Image image({20, 20});
  draw_line(image, {2.5F, 9.5F}, {17.5F, 9.5F}, kRed, 1);
  EXPECT_TRUE(is_red(image, 10, 9));
  EXPECT_TRUE(is_black(image, 10, 4));
}

TEST(Draw, CutsOffWhatLiesOutside) {
  Image image({20, 20});
  draw_rectangle(image, {-1e9F, -1e9F}, {1e9F, 1e9F}, kRed, 3);
  draw_disc(image, {-50, 500}, 10, kRed);
  EXPECT_TRUE(is_black(image));
  draw_rectangle(image, {-10, 5}, {10, 1e9F}, kRed, 3);
  EXPECT_FALSE(is_black(image));
}

TEST(Draw, DrawsNothingForCoordinatesThatAreNotFinite) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  Image image({20, 20});
  draw_rectangle(image, {kNan, 1}, {5, 5}, kRed);
  draw_line(image, {1, 1}, {kInfinity, 5}, kRed);
  draw_disc(image, {5, 5}, kNan, kRed);
  draw_label(image, {1, -kInfinity}, "text", kRed);
  EXPECT_TRUE(is_black(image));
}

TEST(Draw, KeepsALabelInsideThePicture) {
  Image image({100, 60});
  draw_label(image, {95, 2}, "0.99", kRed);
  EXPECT_TRUE(is_red(image, 99, 0));
  const bool has_letters = std::ranges::any_of(
      image.view().row(10), [](int value) { return value > 100 && value < 256; });
  EXPECT_TRUE(has_letters);
  EXPECT_TRUE(is_black(image, 2, 50));
}

TEST(Draw, LabelsTextOfAnyKindAndLength) {
  Image image({30, 20});
  draw_label(image, {0, 10}, "脸 \xFF\xFE\n" + std::string(1000, 'x'), kRed);
  EXPECT_FALSE(is_black(image));
  Image nothing;
  draw_label(nothing, {0, 0}, "x", kRed);
  EXPECT_TRUE(nothing.empty());
}

}  // namespace
}  // namespace facelatch::imaging
