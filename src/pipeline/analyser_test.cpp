// SPDX-License-Identifier: Apache-2.0
#include "pipeline/analyser.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "base/file.hpp"
#include "similarity/metric.hpp"
#include "testing/data.hpp"

namespace facelatch::pipeline {
namespace {

constexpr std::uint64_t kLimit = 100ULL << 20U;

base::Bytes read(const std::string& name) {
  return base::read_file(testing::shared_data(name), kLimit).value();
}

Analyser load(const std::string& detector = {}) {
  const auto store = models::ModelStore::open().value();
  return Analyser::load(store, {.detector = detector}).value();
}

class EveryDetector : public ::testing::TestWithParam<const char*> {};

TEST_P(EveryDetector, TellsTwoPicturesOfOnePersonFromAnotherPerson) {
  const auto analyser = load(GetParam());
  const auto embed = [&](const std::string& name) {
    const auto picture = read(name);
    auto analysis = analyser.analyse(picture, {.selection = Selection::largest_face});
    EXPECT_TRUE(analysis) << name;
    EXPECT_EQ(analysis->faces.size(), 1U) << name;
    return analysis->faces.at(0).embedding;
  };
  const auto one = embed("ver_facerec/examples/obama-480p.jpg");
  const auto same = embed("ver_facerec/examples/obama-1080p.jpg");
  const auto other = embed("ver_facerec/examples/biden.jpg");
  EXPECT_GT(*similarity::cosine_similarity(one, same), 0.7F);
  EXPECT_LT(*similarity::cosine_similarity(one, other), 0.3F);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryDetector,
                         ::testing::Values("retinaface", "mtcnn", "yunet"));

TEST(Analyser, EachExifOrientationGivesTheSameFace) {
  const auto analyser = load();
  const auto expected = analyser.analyse(read("awkward/gen/base.jpg"), {}).value().faces.at(0);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const auto name = "awkward/gen/exif_" + std::to_string(orientation) + ".jpg";
    const auto analysis = analyser.analyse(read(name), {});
    ASSERT_TRUE(analysis) << name;
    ASSERT_EQ(analysis->faces.size(), 1U) << name;
    EXPECT_GT(*similarity::cosine_similarity(analysis->faces[0].embedding, expected.embedding),
              0.95F)
        << name;
    EXPECT_GT(vision::intersection_over_union(analysis->faces[0].face.box, expected.face.box), 0.9F)
        << name;
  }
}

TEST(Analyser, BoxesAreInPixelsOfTheOriginalWhateverItWasDecodedAt) {
  const auto analyser = load();
  const auto picture = read("awkward/gen/large_6k.jpg");
  const auto analysis = analyser.analyse(picture, {}).value();
  EXPECT_EQ(analysis.size, (imaging::Size{5760, 7200}));
  ASSERT_EQ(analysis.faces.size(), 1U);
  EXPECT_GT(analysis.faces[0].face.box.height, 1000);
}

TEST(Analyser, APictureWithoutAFaceIsAnEmptyListAndGarbageAnError) {
  const auto analyser = load();
  EXPECT_TRUE(analyser.analyse(read("awkward/gen/black_640.png"), {}).value().faces.empty());
  EXPECT_EQ(analyser.analyse(read("awkward/gen/text.jpg"), {}).error().code,
            base::ErrorCode::unsupported_format);
  EXPECT_FALSE(analyser.analyse({}, {}));
}

TEST(Analyser, AnUnknownNameIsNotFound) {
  const auto store = models::ModelStore::open().value();
  EXPECT_EQ(Analyser::load(store, {.detector = "haar"}).error().code, base::ErrorCode::not_found);
  EXPECT_EQ(Analyser::load(store, {.model = "vgg"}).error().code, base::ErrorCode::not_found);
}

TEST(Analyser, EightThreadsGetTheAnswersOfOne) {
  const auto analyser = load();
  const auto picture = read("ver_facerec/examples/obama-480p.jpg");
  const auto expected = analyser.analyse(picture, {}).value().faces.at(0).embedding.values;
  std::vector<std::vector<float>> found(8);
  {
    std::vector<std::jthread> threads;
    threads.reserve(found.size());
    for (auto& values : found) {
      threads.emplace_back([&analyser, &picture, &values] {
        values = analyser.analyse(picture, {}).value().faces.at(0).embedding.values;
      });
    }
  }
  for (const auto& values : found) EXPECT_EQ(values, expected);
}

}  // namespace
}  // namespace facelatch::pipeline
