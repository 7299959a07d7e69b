// SPDX-License-Identifier: Apache-2.0
#include "imaging/resize.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "imaging/orientation.hpp"

namespace facelatch::imaging {
namespace {

/// 3 wide, 2 high; each pixel's three bytes are its number 0..5.
Image numbered() {
  Image image({3, 2});
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    image.pixels()[i] = static_cast<std::uint8_t>(i / 3);
  }
  return image;
}

std::vector<int> numbers(const Image& image) {
  std::vector<int> result;
  for (std::size_t i = 0; i < image.pixels().size(); i += 3) result.push_back(image.pixels()[i]);
  return result;
}

using Numbers = std::vector<int>;

TEST(Resize, KeepsAUniformPicture) {
  Image image({40, 30});
  std::ranges::fill(image.pixels(), 77);
  for (const auto method : {Interpolation::bilinear, Interpolation::area}) {
    const auto small = resize(image.view(), {7, 5}, method);
    EXPECT_EQ(small.size(), (Size{7, 5}));
    EXPECT_TRUE(std::ranges::all_of(small.pixels(), [](int value) { return value == 77; }));
  }
}

TEST(Resize, AveragesEveryPixelWithArea) {
  Image image({4, 1});
  image.row(0)[0] = 100;
  image.row(0)[3] = 20;
  EXPECT_EQ(resize(image.view(), {1, 1}, Interpolation::area).row(0)[0], 30);
}

TEST(Resize, ReadsAViewWithGapsBetweenItsRows) {
  const std::vector<std::uint8_t> pixels{1, 1, 1, 99, 99, 2, 2, 2, 99, 99};
  const auto copy = resize({pixels.data(), {1, 2}, 5}, {1, 2});
  EXPECT_EQ(numbers(copy), (Numbers{1, 2}));
}

TEST(Resize, GivesABlackPictureForAnEmptyOne) {
  EXPECT_EQ(numbers(resize(ImageView{}, {2, 1})), (Numbers{0, 0}));
}

TEST(WarpAffine, MovesThePictureAndFillsWithBlack) {
  const auto moved = warp_affine(numbered().view(), {1, 0, 1, 0, 1, 0}, {3, 2});
  EXPECT_EQ(numbers(moved), (Numbers{0, 0, 1, 0, 3, 4}));
}

TEST(Rotate, TurnsByQuarters) {
  const auto image = numbered();
  EXPECT_EQ(numbers(rotate(image.view(), QuarterTurns::none)), (Numbers{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(numbers(rotate(image.view(), QuarterTurns::clockwise)), (Numbers{3, 0, 4, 1, 5, 2}));
  EXPECT_EQ(numbers(rotate(image.view(), QuarterTurns::half)), (Numbers{5, 4, 3, 2, 1, 0}));
  EXPECT_EQ(numbers(rotate(image.view(), QuarterTurns::counter_clockwise)),
            (Numbers{2, 5, 1, 4, 0, 3}));
  EXPECT_EQ(rotate(image.view(), QuarterTurns::clockwise).size(), (Size{2, 3}));
}

TEST(Orientation, PutsTheFirstRowAndColumnWhereExifSays) {
  // EXIF 2.32, 4.6.4: which side of the scene the stored row 0 and column 0 are.
  EXPECT_EQ(numbers(make_upright(numbered(), 1)), (Numbers{0, 1, 2, 3, 4, 5}));  // top, left
  EXPECT_EQ(numbers(make_upright(numbered(), 2)), (Numbers{2, 1, 0, 5, 4, 3}));  // top, right
  EXPECT_EQ(numbers(make_upright(numbered(), 3)), (Numbers{5, 4, 3, 2, 1, 0}));  // bottom, right
  EXPECT_EQ(numbers(make_upright(numbered(), 4)), (Numbers{3, 4, 5, 0, 1, 2}));  // bottom, left
  EXPECT_EQ(numbers(make_upright(numbered(), 5)), (Numbers{0, 3, 1, 4, 2, 5}));  // left, top
  EXPECT_EQ(numbers(make_upright(numbered(), 6)), (Numbers{3, 0, 4, 1, 5, 2}));  // right, top
  EXPECT_EQ(numbers(make_upright(numbered(), 7)), (Numbers{5, 2, 4, 1, 3, 0}));  // right, bottom
  EXPECT_EQ(numbers(make_upright(numbered(), 8)), (Numbers{2, 5, 1, 4, 0, 3}));  // left, bottom
  EXPECT_EQ(numbers(make_upright(numbered(), 99)), (Numbers{0, 1, 2, 3, 4, 5}));
}

}  // namespace
}  // namespace facelatch::imaging
