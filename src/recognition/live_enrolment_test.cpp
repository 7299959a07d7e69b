// SPDX-License-Identifier: Apache-2.0
#include "recognition/live_enrolment.hpp"

#include <gtest/gtest.h>

namespace facelatch::recognition {
namespace {

using namespace std::chrono_literals;

pipeline::AnalysedFace face_of(std::size_t person, float size = 100) {
  pipeline::AnalysedFace face;
  face.quality = {
      .size = size, .sharpness = 500, .brightness = 0.5F, .contrast = 0.2F, .pose = {}, .total = 1};
  face.embedding = {.model = "arcface", .values = {0, 0, 0}};
  face.embedding.values.at(person) = 1;
  return face;
}

std::vector<pipeline::AnalysedFace> faces(pipeline::AnalysedFace face) {
  std::vector<pipeline::AnalysedFace> all;
  all.push_back(std::move(face));
  return all;
}

class LiveEnrolmentTest : public ::testing::Test {
 protected:
  Advice show(const std::vector<pipeline::AnalysedFace>& seen,
              std::chrono::milliseconds later = 400ms) {
    now_ += later;
    return enrolment.add(seen, now_).value();
  }

  LiveEnrolment enrolment{0.4};

 private:
  std::chrono::milliseconds now_{0};
};

TEST_F(LiveEnrolmentTest, IsCompleteWhenEnoughGoodFramesOfSeveralMomentsAgree) {
  for (std::size_t i = 1; i <= kLiveEnrolmentFrames; ++i) {
    EXPECT_FALSE(enrolment.is_complete());
    EXPECT_EQ(show(faces(face_of(0))), Advice::good);
    EXPECT_EQ(show(faces(face_of(0)), 10ms), Advice::good) << "the same moment";
    EXPECT_EQ(enrolment.good(), i);
  }
  EXPECT_TRUE(enrolment.is_complete());
  EXPECT_EQ(choose_frames(enrolment.frames(), 0.4)->used, kLiveEnrolmentFrames);
}

TEST_F(LiveEnrolmentTest, SaysWhatIsWrongWithAFrameAndTakesItNot) {
  auto turned = face_of(0);
  turned.quality.pose.yaw = 50;
  auto two = faces(face_of(0));
  two.push_back(face_of(1));
  EXPECT_EQ(show({}), Advice::no_face);
  EXPECT_EQ(show(two), Advice::several_faces);
  EXPECT_EQ(show(faces(face_of(0, 20))), Advice::come_closer);
  EXPECT_EQ(show(faces(std::move(turned))), Advice::look_ahead);
  EXPECT_EQ(enrolment.good(), 0U);
  EXPECT_TRUE(enrolment.frames().empty());
}

TEST_F(LiveEnrolmentTest, TakesNobodyElseAmongTheFrames) {
  show(faces(face_of(0)));
  show(faces(face_of(0)));
  EXPECT_EQ(show(faces(face_of(1))), Advice::not_alike);
  EXPECT_EQ(enrolment.good(), 2U);
  for (int i = 0; i < 40; ++i) show(faces(face_of(2)));
  EXPECT_TRUE(enrolment.is_complete()) << "who stands there now";
  EXPECT_EQ(enrolment.frames().back().faces.front().embedding.values.at(2), 1);
  EXPECT_LE(enrolment.frames().size(), kMostEnrolmentFrames);
}

}  // namespace
}  // namespace facelatch::recognition
