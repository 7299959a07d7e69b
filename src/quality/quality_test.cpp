// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "quality/face_quality.hpp"

namespace facelatch::quality {
namespace {

const vision::Landmarks kFrontal{
    {{{38.3F, 51.7F}, {73.5F, 51.5F}, {56.0F, 71.7F}, {41.5F, 92.4F}, {70.7F, 92.2F}}}};

imaging::Image stripes(int period, int low, int high) {
  imaging::Image image({112, 112});
  for (int y = 0; y < 112; ++y) {
    auto row = image.row(y);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool bright = static_cast<int>(i / 3) % (2 * period) < period;
      row[i] = static_cast<std::uint8_t>(bright ? high : low);
    }
  }
  return image;
}

const vision::Face kFace{{10, 10, 100, 120}, 0.9F, kFrontal};

TEST(Pose, AFrontalFaceLooksStraightAhead) {
  const auto pose = pose_of(kFrontal);
  EXPECT_NEAR(pose.yaw, 0, 5);
  EXPECT_NEAR(pose.pitch, 0, 8);
  EXPECT_NEAR(pose.roll, 0, 2);
}

TEST(Pose, RollFollowsATurnInThePlane) {
  for (const float angle : {-60.0F, -20.0F, 20.0F, 60.0F}) {
    auto turned = kFrontal;
    const float radians = angle * 3.14159265F / 180;
    for (auto& point : turned.points) {
      point = {std::cos(radians) * point.x - std::sin(radians) * point.y,
               std::sin(radians) * point.x + std::cos(radians) * point.y};
    }
    EXPECT_NEAR(pose_of(turned).roll, angle, 3);
  }
}

TEST(Pose, YawHasTheSignOfTheNose) {
  auto turned = kFrontal;
  turned.points[vision::Landmarks::nose].x += 12;
  EXPECT_GT(pose_of(turned).yaw, 15);
  turned.points[vision::Landmarks::nose].x -= 24;
  EXPECT_LT(pose_of(turned).yaw, -15);
}

TEST(Pose, LandmarksInOnePointGiveNoNan) {
  const auto pose = pose_of({});
  EXPECT_EQ(pose.yaw, 0);
  EXPECT_EQ(pose.roll, 0);
}

TEST(Quality, EachFaultLowersTheTotal) {
  const auto good = assess(kFace, stripes(4, 60, 190).view());
  EXPECT_GT(good.total, 0.8F);
  EXPECT_NEAR(good.brightness, 125.0 / 255, 0.01);
  EXPECT_FLOAT_EQ(good.size, 100);
  EXPECT_LT(assess(kFace, stripes(4, 2, 8).view()).total, 0.2F) << "dark";
  EXPECT_LT(assess(kFace, stripes(4, 248, 255).view()).total, 0.2F) << "over-exposed";
  EXPECT_LT(assess(kFace, stripes(56, 124, 126).view()).total, 0.2F) << "flat";
  auto small = kFace;
  small.box.width = 14;
  EXPECT_LT(assess(small, stripes(4, 60, 190).view()).total, 0.2F) << "small";
}

TEST(Quality, IsAlwaysWithinItsRange) {
  for (const int level : {0, 128, 255}) {
    const auto quality = assess(kFace, stripes(1, level, level).view());
    EXPECT_GE(quality.total, 0);
    EXPECT_LE(quality.total, 1);
  }
}

}  // namespace
}  // namespace facelatch::quality
