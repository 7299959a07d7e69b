// SPDX-License-Identifier: Apache-2.0
#include "vision/mtcnn_refinement.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace facelatch::vision {
namespace {

constexpr int kSide = 24;
constexpr std::size_t kArea = std::size_t{kSide} * kSide;

/// A picture whose blue is the column, green the row, red 200.
imaging::Image ramps(imaging::Size size) {
  imaging::Image image(size);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const auto at = image.row(y).subspan(3 * static_cast<std::size_t>(x), 3);
      at[0] = static_cast<std::uint8_t>(x);
      at[1] = static_cast<std::uint8_t>(y);
      at[2] = 200;
    }
  }
  return image;
}

std::vector<float> crop_of(const imaging::Image& image, const Candidate& box) {
  std::vector<float> planes(3 * kArea);
  write_crop(image.view(), box, kSide, planes);
  return planes;
}

TEST(Crop, RunsEvenlyFromEdgeToEdgeOfTheBox) {
  const auto image = ramps({200, 100});
  const auto planes = crop_of(image, {.left = 20, .top = 10, .right = 66, .bottom = 56});
  for (std::size_t y = 0; y < kSide; ++y) {
    for (std::size_t x = 0; x < kSide; ++x) {
      const double column = (20 + 2.0 * static_cast<double>(x)) * 199 / 200;
      const double row = (10 + 2.0 * static_cast<double>(y)) * 99 / 100;
      const std::size_t at = y * kSide + x;
      ASSERT_NEAR(planes[at], (200 - 127.5) / 128, 1e-5);
      ASSERT_NEAR(planes[kArea + at], (row - 127.5) / 128, 1e-4);
      ASSERT_NEAR(planes[2 * kArea + at], (column - 127.5) / 128, 1e-4);
    }
  }
}

TEST(Crop, IsMiddleGrayBeyondThePicture) {
  const auto image = ramps({100, 100});
  const auto planes = crop_of(image, {.left = -50, .top = 0, .right = 49, .bottom = 99});
  EXPECT_EQ(planes[0], 0);
  EXPECT_NE(planes[kSide - 1], 0);
  for (const float value : crop_of(image, {.left = 500, .top = 0, .right = 600, .bottom = 90})) {
    ASSERT_EQ(value, 0);
  }
}

TEST(Crop, OfABoxThatIsNoBoxIsGray) {
  const auto image = ramps({100, 100});
  for (const float edge : {NAN, INFINITY, -INFINITY, 3e38F}) {
    for (const float value :
         crop_of(image, {.left = edge, .top = edge, .right = edge, .bottom = edge})) {
      ASSERT_EQ(value, 0);
    }
  }
}

TEST(Candidates, ADisputedOneStillDisputesOthers) {
  CandidateList chain{{.left = 0, .top = 0, .right = 10, .bottom = 10, .score = 0.9F},
                      {.left = 4, .top = 0, .right = 14, .bottom = 10, .score = 0.8F},
                      {.left = 8, .top = 0, .right = 18, .bottom = 10, .score = 0.7F}};
  const auto best = chain.front();
  drop_disputed(chain, 0.4F, Overlap::of_union);
  EXPECT_EQ(chain, CandidateList{best});
}

TEST(Candidates, ASmallOneInsideALargeOneIsDisputedByTheSmallerArea) {
  const CandidateList both{{.left = 0, .top = 0, .right = 100, .bottom = 100, .score = 0.9F},
                           {.left = 10, .top = 10, .right = 20, .bottom = 20, .score = 0.8F}};
  auto by_union = both;
  drop_disputed(by_union, 0.7F, Overlap::of_union);
  EXPECT_EQ(by_union.size(), 2U);
  auto by_smaller = both;
  drop_disputed(by_smaller, 0.7F, Overlap::of_smaller);
  EXPECT_EQ(by_smaller.size(), 1U);
}

TEST(Candidates, GrowSquareAboutTheirCentre) {
  Candidate candidate{.left = 10, .top = 20, .right = 30, .bottom = 60};
  make_square(candidate);
  EXPECT_EQ(candidate, (Candidate{.left = 0, .top = 20, .right = 40, .bottom = 60}));
}

}  // namespace
}  // namespace facelatch::vision
