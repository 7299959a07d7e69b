// SPDX-License-Identifier: Apache-2.0
#include "tracking/same_person.hpp"

#include <gtest/gtest.h>

namespace facelatch::tracking {
namespace {

TEST(SamePersonLimit, IsTheThresholdOfOneFalseAcceptIn100000OfThatDetectorAndModel) {
  const auto table = similarity::built_in_calibration().value();
  const auto of_small = same_person_limit(table, "retinaface", "arcface-small");
  const auto of_large = same_person_limit(table, "retinaface", "arcface");
  ASSERT_TRUE(of_small && of_large);
  EXPECT_GT(*of_small, *of_large);
  EXPECT_FLOAT_EQ(static_cast<float>(table.find("retinaface", "arcface")->at_far(1e-5)->threshold),
                  *of_large);
}

TEST(SamePersonLimit, IsNoneWhereNobodyMeasuredSoStrictly) {
  similarity::CalibrationTable table;
  EXPECT_FALSE(same_person_limit(table, "retinaface", "my-own"));
  table.entries.push_back({.detector = "retinaface", .model = "my-own", .data = "few pairs"});
  EXPECT_FALSE(same_person_limit(table, "retinaface", "my-own"));
  table.entries.back().points = {{.far = 1e-3, .threshold = 0.4}, {.far = 1e-4, .threshold = 0.5}};
  EXPECT_FALSE(same_person_limit(table, "retinaface", "my-own"));
  table.entries.back().points.push_back({.far = 1e-6, .threshold = 0.6});
  EXPECT_FLOAT_EQ(same_person_limit(table, "retinaface", "my-own").value(), 0.6F);
  EXPECT_FALSE(same_person_limit(table, "mtcnn", "my-own"));
}

}  // namespace
}  // namespace facelatch::tracking
