// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "recognition/counted_try.hpp"
#include "recognition/recogniser.hpp"
#include "testing/temporary_folder.hpp"

namespace facelatch::recognition {
namespace {

using base::ErrorCode;

constexpr std::size_t kSize = 16;

/// A face whose direction lies between axis `person` and axis `other`, by `share` of the latter.
similarity::Embedding face_of(std::size_t person, float share = 0.1F, std::size_t other = 15) {
  std::vector<float> values(kSize, 0.0F);
  values.at(person) = 1 - share;
  values.at(other) += share;
  return {"arcface", similarity::unit_vector(values).value()};
}

EnrolmentFrame frame_of(const similarity::Embedding& face, float size = 100) {
  pipeline::AnalysedFace analysed;
  analysed.quality = {.size = size, .sharpness = 500, .brightness = 0.5F, .contrast = 0.2F};
  analysed.embedding = face;
  EnrolmentFrame frame{.name = "picture", .faces = {}};
  frame.faces.push_back(std::move(analysed));
  return frame;
}

std::vector<EnrolmentFrame> frames_of(std::size_t person) {
  std::vector<EnrolmentFrame> frames;
  for (const float share : {0.1F, 0.15F, 0.2F}) {
    frames.push_back(frame_of(face_of(person, share, 14)));
  }
  return frames;
}

similarity::CalibrationTable calibration() {
  return {{{.detector = "retinaface",
            .model = "arcface",
            .data = "made up",
            .genuine = 100,
            .impostor = 1'000'000,
            .points = {{.far = 1e-3, .threshold = 0.4, .tar = 1, .far_high = 1.1e-3},
                       {.far = 1e-5, .threshold = 0.6, .tar = 1, .far_high = 1.6e-5}}}}};
}

class Recognition : public ::testing::Test {
 protected:
  void SetUp() override {
    store::StoreOptions options;
    options.folder = folder_.path() / "store";
    store = store::Store::open(options).value();
    recogniser = Recogniser::create(*store, calibration(), "retinaface", "arcface", kSize).value();
  }
  std::string add_person(std::size_t person) {
    const auto id =
        store->people().create({.name = "P", .reference = {}, .consent = "yes"}, "t")->id;
    EXPECT_TRUE(enrol(id, frames_of(person)).stored);
    return id;
  }
  Enrolled enrol(std::string_view id, const std::vector<EnrolmentFrame>& frames,
                 DuplicatePolicy policy = DuplicatePolicy::refuse) {
    return recogniser->enrol(id, frames, store::Enrolment::add, policy, "t").value();
  }
  Identification identify(const similarity::Embedding& face, double margin = kDefaultMargin) {
    return recogniser->identify(face, kDefaultFalseAcceptRate, margin, "t", base::Deadline())
        .value();
  }

 private:
  testing::TemporaryFolder folder_;

 protected:
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Recogniser> recogniser;
};

TEST_F(Recognition, VerifiesTheEnrolledAndNobodyElse) {
  const auto id = add_person(0);
  const auto verify = [&](std::string_view person, const similarity::Embedding& face) {
    return recogniser->verify(person, face, kDefaultFalseAcceptRate, "t").value();
  };
  EXPECT_TRUE(verify(id, face_of(0)).accepted);
  EXPECT_FALSE(verify(id, face_of(1)).accepted);
  EXPECT_FALSE(verify("nobody", face_of(0)).accepted);
  EXPECT_DOUBLE_EQ(verify(id, face_of(0)).threshold.cosine, 0.6);
  EXPECT_EQ(recogniser->verify(id, face_of(0), 1e-7, "t").error().code, ErrorCode::unavailable);
  EXPECT_EQ(store->audit().list({})->lines.front().event.outcome, "accepted");
  EXPECT_TRUE(store->audit().verify());
}

TEST_F(Recognition, IdentifiesNobodyBelowTheThresholdOrBetweenTwoWhoAreAlike) {
  EXPECT_FALSE(identify(face_of(0)).person_id);
  const auto first = add_person(0);
  const auto second = add_person(1);
  EXPECT_EQ(identify(face_of(0)).person_id, first);
  EXPECT_EQ(identify(face_of(1)).person_id, second);
  EXPECT_FALSE(identify(face_of(2)).person_id);
  const auto between = identify(face_of(0, 0.49F, 1));
  EXPECT_GE(between.similarity, between.threshold.cosine);
  EXPECT_FALSE(between.person_id);
  EXPECT_EQ(between.reason, Reason::ambiguous);
  EXPECT_EQ(between.templates, 2U);
  EXPECT_EQ(identify(face_of(0, 0.49F, 1), 0).person_id, first);
}

TEST_F(Recognition, FollowsWhatOthersAddAndRemove) {
  const auto id = add_person(0);
  EXPECT_EQ(identify(face_of(0)).person_id, id);
  ASSERT_TRUE(store->people().remove(id, "t"));
  EXPECT_FALSE(identify(face_of(0)).person_id);
  EXPECT_EQ(identify(face_of(0)).similarity, 0);
}

TEST_F(Recognition, RefusesAFaceThatBelongsToSomebodyElseUnlessAllowed) {
  const auto first = add_person(0);
  const auto twin =
      store->people().create({.name = "Q", .reference = {}, .consent = "yes"}, "t")->id;
  const auto refused = enrol(twin, frames_of(0));
  EXPECT_EQ(refused.duplicate_of, first);
  EXPECT_FALSE(refused.stored);
  const auto allowed = enrol(twin, frames_of(0), DuplicatePolicy::allow);
  EXPECT_EQ(allowed.duplicate_of, first);
  EXPECT_TRUE(allowed.stored);
  EXPECT_FALSE(enrol(first, frames_of(0), DuplicatePolicy::allow).duplicate_of ==
               std::optional(first));
}

TEST_F(Recognition, CountsTriesUntilTheyAreDecidedOrDropped) {
  auto& attempts = store->attempts();
  const auto failures = [&] {
    const auto counted = attempts.list(10).value();
    return counted.empty() ? 0 : counted.front().count.failures;
  };
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(CountedTry::begin(attempts, "p", "c")) << "withdrawn";
  EXPECT_EQ(failures(), 0);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(CountedTry::begin(attempts, "p", "c")->end(false));
  EXPECT_EQ(failures(), 5);
  const auto refused = CountedTry::begin(attempts, "p", "another");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error.code, ErrorCode::rate_limited);
  EXPECT_GT(refused.error().wait.value(), std::chrono::seconds(20));
  EXPECT_FALSE(CountedTry::begin(attempts, {}, "c")) << "the client must wait, whoever it is";
  ASSERT_TRUE(attempts.reset(store::Counted::person, "p", "t"));
  ASSERT_TRUE(attempts.reset(store::Counted::client, "c", "t"));
  ASSERT_TRUE(CountedTry::begin(attempts, "p", "c")->end(false));
  ASSERT_TRUE(CountedTry::begin(attempts, "p", "c")->end(true));
  EXPECT_EQ(failures(), 0);
}

TEST_F(Recognition, NeverComparesTemplatesOfAnotherKind) {
  const auto id = add_person(0);
  const auto other = Recogniser::create(*store, calibration(), "mtcnn", "arcface", kSize).value();
  EXPECT_EQ(other->identify(face_of(0), 1e-3, 0, "t", base::Deadline()).error().code,
            ErrorCode::unavailable);
  auto face = face_of(0);
  face.model = "sface";
  EXPECT_EQ(recogniser->identify(face, 1e-3, 0, "t", base::Deadline()).error().code,
            ErrorCode::invalid_argument);
  EXPECT_EQ(store->templates().people_without(other->kind()).value(), std::vector{id});
}

TEST(Enrolment, TakesThreeGoodPicturesThatAgreeAndSaysWhyOthersAreNotTaken) {
  auto frames = frames_of(0);
  frames.push_back({.name = "empty", .faces = {}});
  frames.push_back(frame_of(face_of(0), 10));
  frames.push_back(frame_of(face_of(5)));
  auto two = frame_of(face_of(0));
  two.faces.push_back(frame_of(face_of(1)).faces.front());
  frames.push_back(std::move(two));
  const auto choice = choose_frames(frames, 0.4).value();
  ASSERT_TRUE(choice.mean);
  EXPECT_EQ(choice.used, 3U);
  std::vector<std::string_view> reasons;
  reasons.reserve(choice.frames.size());
  for (const auto& report : choice.frames) reasons.push_back(report.reason);
  EXPECT_EQ(reasons, (std::vector<std::string_view>{"used", "used", "used", "no_face", "too_small",
                                                    "unlike_the_others", "several_faces"}));
  frames.erase(frames.begin());
  EXPECT_FALSE(choose_frames(frames, 0.4)->mean);
}

}  // namespace
}  // namespace facelatch::recognition
