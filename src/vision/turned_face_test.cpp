// SPDX-License-Identifier: Apache-2.0
#include "vision/turned_face.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace facelatch::vision {
namespace {

using imaging::QuarterTurns;

constexpr std::array kTurns{QuarterTurns::none, QuarterTurns::clockwise, QuarterTurns::half,
                            QuarterTurns::counter_clockwise};

/// Where the only white pixel of `image` lies.
Box white_pixel(const imaging::Image& image) {
  for (int y = 0; y < image.size().height; ++y) {
    for (int x = 0; x < image.size().width; ++x) {
      if (image.view().row(y)[3 * static_cast<std::size_t>(x)] == 255) {
        return {static_cast<float>(x), static_cast<float>(y), 1, 1};
      }
    }
  }
  return {};
}

Face upright_face() {
  Face face{.box = {10, 10, 40, 50}, .score = 0.9F, .landmarks = {}};
  face.landmarks.points = {{{20, 25}, {40, 25}, {30, 35}, {22, 48}, {38, 48}}};
  return face;
}

TEST(TurnedFace, ComesBackToWhereTheTurnedPictureShowsIt) {
  imaging::Image image({7, 5});
  std::ranges::fill(image.row(1).subspan(15, 3), std::uint8_t{255});
  for (const auto turn : kTurns) {
    const auto turned = imaging::rotate(image.view(), turn);
    Face face{.box = white_pixel(turned), .score = 1, .landmarks = {}};
    face.landmarks.points.fill(face.box.centre());
    const auto back = turned_back(face, turn, image.size());
    EXPECT_EQ(back.box, (Box{5, 1, 1, 1}));
    EXPECT_EQ(back.landmarks.points[0], (Point{5.5F, 1.5F}));
  }
}

TEST(TurnedFace, LandmarksTellTheTurnThatMakesItUpright) {
  EXPECT_EQ(upright_turn({}), QuarterTurns::none);
  EXPECT_EQ(upright_turn({upright_face()}), QuarterTurns::none);
  for (const auto turn : kTurns) {
    // The face as it lies in a picture that `turn` makes upright.
    const auto lying = turned_back(upright_face(), turn, {200, 100});
    EXPECT_EQ(upright_turn({lying}), turn);
  }
}

TEST(TurnedFace, LargeFacesOutweighSmallOnes) {
  const auto large = scaled(upright_face(), 3, 3);
  const auto lying = turned_back(upright_face(), QuarterTurns::clockwise, {200, 100});
  EXPECT_EQ(upright_turn({lying, large}), QuarterTurns::none);
}

}  // namespace
}  // namespace facelatch::vision
