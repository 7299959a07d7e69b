// SPDX-License-Identifier: Apache-2.0
// On photographs with known poses (AFLW2000-3D, yaw up to 71 degrees).
#include "quality/head_pose_network.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "imaging/decode.hpp"
#include "testing/data.hpp"

namespace facelatch::quality {
namespace {

struct Known {
  std::string file;
  HeadPose pose;  ///< in our signs
  vision::Box face;
};

/// Columns file, pitch, yaw, roll (degrees), then x and y of 68 points.
std::vector<Known> known_poses() {
  std::istringstream text(
      *base::read_text(testing::shared_data("lmk_aflw2000_16/landmarks68.csv"), 1U << 20U));
  std::vector<Known> rows;
  std::string line;
  std::getline(text, line);
  while (std::getline(text, line)) {
    std::istringstream fields(line);
    Known row;
    std::getline(fields, row.file, ',');
    std::vector<float> numbers;
    for (std::string field; std::getline(fields, field, ',');) numbers.push_back(std::stof(field));
    // The collection counts a yaw towards the viewer's left as positive.
    row.pose = {.yaw = -numbers[1], .pitch = numbers[0], .roll = numbers[2]};
    std::array<float, 4> edges{1e9F, 1e9F, -1e9F, -1e9F};
    for (std::size_t i = 3; i + 1 < numbers.size(); i += 2) {
      edges = {std::min(edges[0], numbers[i]), std::min(edges[1], numbers[i + 1]),
               std::max(edges[2], numbers[i]), std::max(edges[3], numbers[i + 1])};
    }
    // The points begin at the brows, a detector's box a fifth higher.
    const float height = edges[3] - edges[1];
    row.face = {edges[0], edges[1] - 0.2F * height, edges[2] - edges[0], 1.2F * height};
    rows.push_back(row);
  }
  return rows;
}

class HeadPoseNetworkTest : public ::testing::Test {
 protected:
  HeadPoseNetwork network_ = HeadPoseNetwork::load(models::ModelStore::open().value(), {}).value();
};

TEST_F(HeadPoseNetworkTest, MeasuresKnownPosesWithinAFewDegrees) {
  HeadPose sum;
  const auto known = known_poses();
  ASSERT_EQ(known.size(), 16U);
  for (const auto& row : known) {
    const auto bytes =
        base::read_file(testing::shared_data("lmk_aflw2000_16/" + row.file), 20U << 20U).value();
    const auto picture = imaging::decode(bytes).value();
    const auto pose = network_.estimate(picture.image.view(), row.face, {}).value();
    sum.yaw += std::abs(pose.yaw - row.pose.yaw);
    sum.pitch += std::abs(pose.pitch - row.pose.pitch);
    sum.roll += std::abs(pose.roll - row.pose.roll);
  }
  const auto count = static_cast<float>(known.size());
  EXPECT_LT(sum.yaw / count, 5);
  EXPECT_LT(sum.pitch / count, 10);
  EXPECT_LT(sum.roll / count, 5);
}

TEST_F(HeadPoseNetworkTest, ABoxBeyondThePictureGivesAPoseAndAnEmptyOneAnError) {
  const imaging::Image picture({64, 64});
  const auto pose = network_.estimate(picture.view(), {-50, -50, 200, 200}, {});
  ASSERT_TRUE(pose);
  EXPECT_TRUE(std::isfinite(pose->yaw + pose->pitch + pose->roll));
  EXPECT_EQ(network_.estimate(picture.view(), {10, 10, 0, 0}, {}).error().code,
            base::ErrorCode::low_quality);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(network_.estimate(picture.view(), {nan, 0, 10, 10}, {}).error().code,
            base::ErrorCode::low_quality);
}

}  // namespace
}  // namespace facelatch::quality
