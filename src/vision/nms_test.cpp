// SPDX-License-Identifier: Apache-2.0
#include "vision/nms.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <vector>

#include "vision/detection.hpp"

namespace facelatch::vision {
namespace {

Face face_at(Box box, float score) { return {.box = box, .score = score, .landmarks = {}}; }

TEST(Overlap, IsTheSharedAreaOverTheCoveredArea) {
  EXPECT_FLOAT_EQ(intersection_over_union({0, 0, 10, 10}, {0, 0, 10, 10}), 1);
  EXPECT_FLOAT_EQ(intersection_over_union({0, 0, 10, 10}, {5, 0, 10, 10}), 50.0F / 150);
  EXPECT_FLOAT_EQ(intersection_over_union({0, 0, 10, 10}, {10, 0, 10, 10}), 0);
}

TEST(Overlap, IsNothingForEmptyAndImpossibleBoxes) {
  EXPECT_EQ(intersection_over_union({0, 0, 0, 0}, {0, 0, 0, 0}), 0);
  EXPECT_EQ(intersection_over_union({0, 0, 10, 10}, {2, 2, -5, -5}), 0);
  EXPECT_EQ(intersection_over_union({NAN, 0, 10, 10}, {0, 0, 10, 10}), 0);
}

TEST(Nms, KeepsTheHigherScoreOfTwoOverlappingBoxes) {
  const FaceList faces{face_at({0, 0, 10, 10}, 0.7F), face_at({1, 0, 10, 10}, 0.9F),
                       face_at({30, 0, 10, 10}, 0.8F)};
  EXPECT_EQ(suppress_overlaps(faces, 0.5F), (FaceList{faces[1], faces[2]}));
  EXPECT_EQ(suppress_overlaps(faces, 0.9F), (FaceList{faces[1], faces[2], faces[0]}));
}

TEST(Nms, ABoxThatWentTakesNoOtherWithIt) {
  const FaceList chain{face_at({0, 0, 10, 10}, 0.9F), face_at({4, 0, 10, 10}, 0.8F),
                       face_at({8, 0, 10, 10}, 0.7F)};
  EXPECT_EQ(suppress_overlaps(chain, 0.4F), (FaceList{chain[0], chain[2]}));
}

TEST(Nms, ComparesWholePixelsWhereAsked) {
  const FaceList faces{face_at({0, 0, 10.9F, 10}, 0.9F), face_at({0, 5.9F, 10.9F, 10}, 0.8F)};
  EXPECT_EQ(suppress_overlaps(faces, 0.3F).size(), 2U);
  EXPECT_EQ(suppress_overlaps(faces, 0.3F, BoxPrecision::whole_pixels).size(), 1U);
}

TEST(Nms, LooksAtNoMoreThanTheBestCandidates) {
  FaceList many;
  for (int i = 0; i < 20'000; ++i) {
    const auto place = static_cast<float>(i);
    many.push_back(face_at({place * 20, 0, 10, 10}, place / 20'000));
  }
  const auto kept = suppress_overlaps(many, 0.5F);
  EXPECT_EQ(kept.size(), kMostCandidates);
  EXPECT_EQ(kept.front(), many.back());
}

RC_GTEST_PROP(Nms, DoneTwiceIsDoneOnce, (const std::vector<std::pair<int, int>>& places)) {
  FaceList faces;
  for (const auto& [x, score] : places) {
    faces.push_back(face_at({static_cast<float>(x % 100), 0, 10, 10},
                            static_cast<float>(std::abs(score % 1000)) / 1000));
  }
  const auto once = suppress_overlaps(faces, 0.4F);
  RC_ASSERT(suppress_overlaps(once, 0.4F) == once);
  for (std::size_t i = 1; i < once.size(); ++i) RC_ASSERT(once[i - 1].score >= once[i].score);
}

TEST(Selection, DropsSmallFacesAndKeepsTheBest) {
  const FaceList faces{face_at({0, 0, 50, 19}, 0.9F), face_at({0, 0, 20, 20}, 0.8F),
                       face_at({0, 0, 30, 30}, 0.7F)};
  EXPECT_EQ(select(faces, {.min_face = 20}), (FaceList{faces[1], faces[2]}));
  EXPECT_EQ(select(faces, {.max_faces = 1}), FaceList{faces[0]});
}

TEST(Selection, ValuesThatAreNoNumbersAreNotSound) {
  const Face sound = face_at({1, 2, 3, 4}, 0.5F);
  EXPECT_TRUE(is_sound(sound));
  Face face = sound;
  face.box.width = INFINITY;
  EXPECT_FALSE(is_sound(face));
  face = sound;
  face.landmarks.points[3].y = NAN;
  EXPECT_FALSE(is_sound(face));
  face = sound;
  face.box.height = 0;
  EXPECT_FALSE(is_sound(face));
}

}  // namespace
}  // namespace facelatch::vision
