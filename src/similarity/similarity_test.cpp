// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

#include "similarity/calibration.hpp"
#include "similarity/decision.hpp"
#include "similarity/metric.hpp"

namespace facelatch::similarity {
namespace {

using base::ErrorCode;

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

TEST(Metric, AgreesWithValuesWorkedOutByHand) {
  const Embedding a{"", {3, 4}};
  const Embedding b{"", {4, 3}};
  EXPECT_NEAR(*cosine_similarity(a, b), 0.96, 1e-6);
  EXPECT_NEAR(*distance(a, b, Metric::cosine), 0.04, 1e-6);
  EXPECT_NEAR(*distance(a, b, Metric::euclidean), std::sqrt(2.0), 1e-6);
  EXPECT_NEAR(*distance(a, b, Metric::euclidean_l2), std::sqrt(2.0) / 5, 1e-6);
  EXPECT_NEAR(*distance(a, b, Metric::angular), std::acos(0.96) / std::acos(-1.0), 1e-6);
}

TEST(Metric, RefusesVectorsThatCannotBeCompared) {
  const Embedding good{"", {1, 2}};
  const auto refused = [&](const Embedding& bad) {
    const auto result = cosine_similarity(good, bad);
    return !result && result.error().code == ErrorCode::invalid_argument;
  };
  EXPECT_TRUE(refused({"", {}}));
  EXPECT_TRUE(refused({"", {1, 2, 3}}));
  EXPECT_TRUE(refused({"", {0, 0}}));
  EXPECT_TRUE(refused({"", {kNan, 1}}));
  EXPECT_TRUE(refused({"", {kInfinity, 1}}));
  const auto two_models = cosine_similarity({"arcface", {1, 2}}, {"sface", {1, 2}});
  EXPECT_EQ(two_models.error().code, ErrorCode::invalid_argument);
}

TEST(Metric, NeitherHugeNorTinyValuesOverflow) {
  for (const float scale : {1e-38F, 1e-20F, 1e20F, 1e38F}) {
    EXPECT_NEAR(*cosine_similarity({"", {scale, 2 * scale}}, {"", {1, 2}}), 1, 1e-5) << scale;
  }
}

RC_GTEST_PROP(Metric, TheAngleOfAVectorWithItselfIsNotNan, (const std::vector<float>& values)) {
  RC_PRE(unit_vector(values).has_value());
  const Embedding a{"", values};
  RC_ASSERT(*distance(a, a, Metric::angular) < 1e-3F);
  RC_ASSERT(*distance(a, a, Metric::euclidean_l2) == 0.0F);
}

RC_GTEST_PROP(Metric, IsSymmetricAndWithinItsRange, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(1, 64);
  const auto values = rc::gen::container<std::vector<float>>(size, rc::gen::arbitrary<float>());
  const Embedding a{"", *values};
  const Embedding b{"", *values};
  const auto forth = cosine_similarity(a, b);
  const auto back = cosine_similarity(b, a);
  RC_ASSERT(forth.has_value() == back.has_value());
  if (forth) {
    RC_ASSERT(*forth == *back);
    RC_ASSERT(std::abs(*forth) <= 1.0F);
  }
}

CalibrationTable example_table() {
  return {
      {Calibration{"retinaface",
                   "arcface",
                   "example",
                   500,
                   500,
                   {{0.01, 0.2, 0.99, 0.98, 0.995, 0.02}, {0.002, 0.3, 0.98, 0.97, 0.99, 0.01}}}}};
}

TEST(Calibration, IsTheSameAfterWritingAndReading) {
  const auto table = parse_calibration(format_calibration(example_table()));
  ASSERT_TRUE(table) << table.error().message;
  const auto* entry = table->find("retinaface", "arcface");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->points.size(), 2U);
  EXPECT_DOUBLE_EQ(entry->points[1].threshold, 0.3);
  EXPECT_EQ(table->find("mtcnn", "arcface"), nullptr);
}

TEST(Calibration, RefusesDamagedTables) {
  for (const auto* text : {"", "schema = 2", "schema = 1\n[[calibration]]\n", "[[["}) {
    EXPECT_EQ(parse_calibration(text).error().code, ErrorCode::corrupt) << text;
  }
}

TEST(Decision, CarriesTheThresholdAndTheRateThatItStandsFor) {
  const auto table = example_table();
  const auto accepted = decide(0.25F, table, "retinaface", "arcface", 0.01);
  ASSERT_TRUE(accepted);
  EXPECT_TRUE(accepted->same_person);
  EXPECT_DOUBLE_EQ(accepted->threshold, 0.2);
  EXPECT_DOUBLE_EQ(accepted->point.far, 0.01);
  EXPECT_FALSE(decide(0.25F, table, "retinaface", "arcface", 0.002)->same_person);
}

TEST(Decision, IsRefusedWhereTheDataCannotTell) {
  const auto table = example_table();
  EXPECT_EQ(decide(0.9F, table, "retinaface", "arcface", 1e-6).error().code,
            ErrorCode::unavailable);
  EXPECT_EQ(decide(0.9F, table, "yunet", "arcface").error().code, ErrorCode::unavailable);
  for (const double far : {0.0, -1.0, 1.5, std::nan("")}) {
    EXPECT_EQ(decide(0.9F, table, "retinaface", "arcface", far).error().code,
              ErrorCode::invalid_argument);
  }
}

}  // namespace
}  // namespace facelatch::similarity
