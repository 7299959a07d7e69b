// SPDX-License-Identifier: Apache-2.0
// Every detector of the catalogue on real pictures. That its boxes are the right ones is what
// tests/parity compares with the reference packages.
#include "vision/detectors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/file.hpp"
#include "imaging/decode.hpp"
#include "testing/data.hpp"

namespace facelatch::vision {
namespace {

using base::ErrorCode;

imaging::Image picture(std::string_view name) {
  const auto bytes = base::read_file(testing::shared_data(name), 20U << 20U).value();
  return imaging::decode(bytes).value().image;
}

class EveryDetector : public ::testing::TestWithParam<std::string> {
 protected:
  static const FaceDetector& detector(const std::string& id) {
    static const auto store = models::ModelStore::open().value();
    static std::map<std::string, std::unique_ptr<FaceDetector>> loaded;
    auto& place = loaded[id];
    if (!place) {
      const auto model = store.catalogue().find(id, models::Role::detector).value();
      place = load_detector(store, model, {}).value();
    }
    return *place;
  }

  static base::Result<FaceList> detect(const imaging::Image& image,
                                       const DetectOptions& options = {},
                                       base::Deadline deadline = {}) {
    return detector(GetParam()).detect(image.view(), options, deadline);
  }
};

TEST_P(EveryDetector, FindsTheFaceWithItsLandmarksInTheirPlaces) {
  const auto image = picture("awkward/gen/base.jpg");
  const auto faces = detect(image).value();
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_GT(faces[0].score, 0.8F);
  const auto& p = faces[0].landmarks.points;
  EXPECT_LT(p[Landmarks::left_eye].x, p[Landmarks::nose].x);
  EXPECT_LT(p[Landmarks::nose].x, p[Landmarks::right_eye].x);
  EXPECT_LT(p[Landmarks::left_mouth].x, p[Landmarks::right_mouth].x);
  EXPECT_LT(p[Landmarks::left_eye].y, p[Landmarks::nose].y);
  EXPECT_LT(p[Landmarks::nose].y, p[Landmarks::left_mouth].y);
  const auto& box = faces[0].box;
  for (const auto& point : p) {
    EXPECT_GT(point.x, box.x);
    EXPECT_LT(point.x, box.x + box.width);
    EXPECT_GT(point.y, box.y);
    EXPECT_LT(point.y, box.y + box.height);
  }
}

TEST_P(EveryDetector, FindsNothingWhereThereIsNoFace) {
  for (const char* name : {"awkward/gen/black_640.png", "awkward/gen/white_640.png"}) {
    EXPECT_TRUE(detect(picture(name)).value().empty()) << name;
  }
  imaging::Image noise({640, 480});
  std::uint32_t state = 1;
  for (auto& value : noise.pixels()) {
    state = state * 1664525 + 1013904223;
    value = static_cast<std::uint8_t>(state >> 24U);
  }
  EXPECT_TRUE(detect(noise).value().empty());
}

TEST_P(EveryDetector, FindsNothingInPicturesOfExtremeShape) {
  constexpr std::array<imaging::Size, 9> kSizes{{{1, 1},
                                                 {1, 5000},
                                                 {5000, 1},
                                                 {12'000, 8},
                                                 {0, 0},
                                                 {12, 12},
                                                 {13, 3000},
                                                 {3000, 13},
                                                 {33, 17}}};
  for (const auto size : kSizes) {
    for (const auto canvas : {Canvas::exact, Canvas::rounded}) {
      const auto faces = detect(imaging::Image(size), {.canvas = canvas});
      ASSERT_TRUE(faces) << size.width << 'x' << size.height << ": " << faces.error().message;
      EXPECT_TRUE(faces->empty());
    }
  }
}

TEST_P(EveryDetector, GivesTheBestFacesFirstAndAsManyAsWanted) {
  const auto image = picture("det_groups_dev/images/linz_11.jpg");
  const auto all = detect(image).value();
  ASSERT_GT(all.size(), 10U);
  EXPECT_TRUE(std::ranges::is_sorted(all, std::greater{}, &Face::score));
  EXPECT_EQ(detect(image, {.max_faces = 3}).value(), FaceList(all.begin(), all.begin() + 3));
  const auto large = detect(image, {.min_face = 32}).value();
  for (const auto& face : large) EXPECT_GE(std::min(face.box.width, face.box.height), 32);
  const auto sure = detect(image, {.min_score = 0.99F}).value();
  for (const auto& face : sure) EXPECT_GT(face.score, 0.99F);
}

TEST_P(EveryDetector, FindsTheSameFacesOnARoundedCanvas) {
  const auto image = picture("det_groups_dev/images/linz_11.jpg");
  const auto exact = detect(image, {.min_score = 0.9F}).value();
  const auto rounded = detect(image, {.canvas = Canvas::rounded}).value();
  for (const auto& face : exact) {
    EXPECT_TRUE(std::ranges::any_of(rounded, [&](const Face& other) {
      return intersection_over_union(face.box, other.box) > 0.7F;
    }));
  }
}

TEST_P(EveryDetector, RefusesOptionsOutOfRangeAndTooLargePictures) {
  const imaging::Image image({64, 64});
  const auto code = [&](const DetectOptions& options) {
    return detect(image, options).error().code;
  };
  EXPECT_EQ(code({.min_score = 1.5F}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.min_score = NAN}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.min_face = -1}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.min_face = INFINITY}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.max_faces = 0}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.max_faces = 10'001}), ErrorCode::invalid_argument);
  EXPECT_EQ(detect(imaging::Image({4001, 4000})).error().code, ErrorCode::too_large);
}

TEST_P(EveryDetector, StopsWhenTheTimeIsOver) {
  const auto image = picture("awkward/gen/base.jpg");
  const base::Deadline over(base::Deadline::Clock::now());
  EXPECT_EQ(detect(image, {}, over).error().code, ErrorCode::deadline_exceeded);
}

TEST_P(EveryDetector, GivesEightThreadsTheAnswersOfOne) {
  const auto store = models::ModelStore::open().value();
  const auto shared =
      load_detector(store, store.catalogue().find(GetParam(), models::Role::detector).value(),
                    {.parallelism = inference::Parallelism::one_request_per_thread, .threads = 4})
          .value();
  const auto detect = [&](const imaging::Image& image) {
    return shared->detect(image.view(), {}, {});
  };
  const std::array names{"awkward/gen/base.jpg", "det_groups_dev/images/faceapi_bbt3.jpg",
                         "det_groups_dev/images/linz_13.jpg"};
  std::vector<imaging::Image> images;
  std::vector<FaceList> alone;
  for (const char* name : names) {
    images.push_back(picture(name));
    alone.push_back(detect(images.back()).value());
  }
  std::array<std::vector<FaceList>, 8> answers;
  {
    std::vector<std::jthread> threads;
    threads.reserve(answers.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
      threads.emplace_back([&, i] {
        for (std::size_t k = 0; k < 4; ++k) {
          answers[i].push_back(detect(images[(i + k) % images.size()]).value());
        }
      });
    }
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    for (std::size_t k = 0; k < answers[i].size(); ++k) {
      EXPECT_EQ(answers[i][k], alone[(i + k) % images.size()]);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryDetector,
                         ::testing::Values("retinaface", "mtcnn", "yunet"),
                         [](const auto& test) { return test.param; });

TEST(Detectors, AFamilyThatNobodyKnowsIsRefused) {
  const auto store = models::ModelStore::open().value();
  auto model = store.catalogue().find("retinaface", models::Role::detector).value();
  model.family = "unheard-of";
  EXPECT_EQ(load_detector(store, model, {}).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace facelatch::vision
