// SPDX-License-Identifier: Apache-2.0
#include "vision/search.hpp"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "imaging/decode.hpp"
#include "testing/data.hpp"
#include "vision/detectors.hpp"

namespace facelatch::vision {
namespace {

using base::ErrorCode;
using imaging::QuarterTurns;
using imaging::Size;

imaging::Image picture(std::string_view name) {
  const auto bytes = base::read_file(testing::shared_data(name), 20U << 20U).value();
  return imaging::decode(bytes).value().image;
}

/// The part of `image` under `box`.
imaging::Image cut_out(const imaging::Image& image, const Box& box) {
  const Size size{static_cast<int>(box.width), static_cast<int>(box.height)};
  return imaging::warp_affine(image.view(), {1, 0, -box.x, 0, 1, -box.y}, size);
}

/// Remembers what it was shown and finds nothing.
class Blind final : public FaceDetector {
 public:
  base::Result<FaceList> detect(imaging::ImageView shown, const DetectOptions& options,
                                base::Deadline) const override {
    sizes.push_back(shown.size);
    seen = options;
    return FaceList{};
  }
  mutable std::vector<Size> sizes;
  mutable DetectOptions seen;
};

std::unique_ptr<FaceDetector> load(std::string_view id) {
  const auto store = models::ModelStore::open().value();
  return load_detector(store, store.catalogue().find(id, models::Role::detector).value(), {})
      .value();
}

const FaceDetector& retinaface() {
  static const auto detector = load("retinaface");
  return *detector;
}

class AnyDetector : public ::testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] const FaceDetector& detector() const { return *detector_; }

 private:
  std::unique_ptr<FaceDetector> detector_ = load(GetParam());
};

TEST(Search, ShrinksLargePicturesAndLeavesSmallOnesAlone) {
  const SearchOptions once{.frame_filling = FrameFilling::ignore};
  const auto first_size = [](Size size, const SearchOptions& options) {
    const Blind detector;
    EXPECT_TRUE(search(detector, imaging::Image(size).view(), options));
    return detector.sizes.at(0);
  };
  EXPECT_EQ(first_size({1280, 960}, once), (Size{640, 480}));
  EXPECT_EQ(first_size({500, 2000}, once), (Size{160, 640}));
  EXPECT_EQ(first_size({300, 200}, once), (Size{300, 200}));
  SearchOptions native = once;
  native.longer_side = 0;
  EXPECT_EQ(first_size({1280, 960}, native), (Size{1280, 960}));
  SearchOptions enlarging = once;
  enlarging.enlarge_to = 800;
  EXPECT_EQ(first_size({300, 200}, enlarging), (Size{800, 533}));
  EXPECT_EQ(first_size({900, 600}, enlarging), (Size{800, 533}));
}

TEST(Search, NeverShowsMorePixelsThanADetectorTakes) {
  const Blind detector;
  const imaging::Image image({7000, 6999});
  EXPECT_TRUE(search(detector, image.view(), {.longer_side = 0}));
  for (const auto size : detector.sizes) EXPECT_LE(size.width * size.height, kMostPixels);
  EXPECT_NEAR(detector.sizes[0].width, 4000, 10);
}

TEST(Search, CountsTheSmallestFaceInPixelsOfThePicture) {
  const Blind detector;
  const imaging::Image image({1280, 960});
  SearchOptions options{.frame_filling = FrameFilling::ignore};
  options.detect.min_face = 100;
  EXPECT_TRUE(search(detector, image.view(), options));
  EXPECT_FLOAT_EQ(detector.seen.min_face, 50);
  EXPECT_EQ(detector.seen.canvas, Canvas::rounded);
}

TEST(Search, GivesCoordinatesOfThePicture) {
  const auto image = picture("awkward/gen/base.jpg");
  const Size doubled{2 * image.size().width, 2 * image.size().height};
  const auto large = imaging::resize(image.view(), doubled);
  const auto small_face = search(retinaface(), image.view(), {.longer_side = 0}).value().faces;
  const auto large_face = search(retinaface(), large.view(), {}).value().faces;
  ASSERT_EQ(small_face.size(), 1U);
  ASSERT_EQ(large_face.size(), 1U);
  EXPECT_GT(intersection_over_union(scaled(small_face[0], 2, 2).box, large_face[0].box), 0.9F);
}

/// RetinaFace that remembers the sizes at which it was asked.
class Watched final : public FaceDetector {
 public:
  base::Result<FaceList> detect(imaging::ImageView shown, const DetectOptions& options,
                                base::Deadline deadline) const override {
    sizes.push_back(shown.size);
    return retinaface().detect(shown, options, deadline);
  }
  [[nodiscard]] std::optional<CoarseLook> coarse_look() const override {
    return retinaface().coarse_look();
  }
  mutable std::vector<Size> sizes;
};

TEST(Search, ASmallCopyAndACloseLookAnswerForAPortrait) {
  const auto image = picture("ver_facerec/examples/obama-720p.jpg");
  const Watched detector;
  const auto coarse = search(detector, image.view(), {}).value().faces;
  const auto full =
      search(retinaface(), image.view(), {.first_look = FirstLook::full}).value().faces;
  EXPECT_EQ(detector.sizes, (std::vector<Size>{{320, 180}, {192, 171}}));
  ASSERT_EQ(coarse.size(), full.size());
  EXPECT_GT(intersection_over_union(coarse[0].box, full[0].box), 0.85F);
}

TEST(Search, ASmallCopyWithSmallFacesIsNoAnswer) {
  const auto image = picture("det_groups_dev/images/human_solvay1927.jpg");
  const Watched detector;
  const auto coarse = search(detector, image.view(), {}).value().faces;
  const auto full =
      search(retinaface(), image.view(), {.first_look = FirstLook::full}).value().faces;
  EXPECT_EQ(detector.sizes.size(), 2U);
  EXPECT_EQ(coarse.size(), full.size());
}

TEST(Search, TakesNoCoarseLookAtNativeSizeOrWithAnotherScore) {
  const auto image = picture("ver_facerec/examples/obama-720p.jpg");
  SearchOptions lenient;
  lenient.detect.min_score = 0.3F;
  for (const auto& options : {lenient, SearchOptions{.longer_side = 0}}) {
    const Watched detector;
    ASSERT_TRUE(search(detector, image.view(), options));
    EXPECT_GE(detector.sizes.at(0).width, 640);
  }
}

class TurnedPicture : public ::testing::TestWithParam<std::pair<const char*, QuarterTurns>> {};

TEST_P(TurnedPicture, IsRecognisedAndItsFaceFoundInPlace) {
  const auto upright = picture("awkward/gen/base.jpg");
  const auto expected = search(retinaface(), upright.view(), {}).value().faces;
  ASSERT_EQ(expected.size(), 1U);
  const auto turned = picture(std::string("awkward/gen/") + GetParam().first);
  const auto found =
      search(retinaface(), turned.view(), {.rotations = Rotations::try_quarter_turns}).value();
  ASSERT_EQ(found.faces.size(), 1U);
  EXPECT_EQ(found.turn, GetParam().second);
  const auto restored = imaging::rotate(turned.view(), found.turn);
  const auto again = search(retinaface(), restored.view(), {}).value().faces;
  ASSERT_EQ(again.size(), 1U);
  EXPECT_GT(intersection_over_union(again[0].box, expected[0].box), 0.8F);
}

INSTANTIATE_TEST_SUITE_P(ByQuarters, TurnedPicture,
                         ::testing::Values(std::pair{"rot90_noexif.jpg", QuarterTurns::clockwise},
                                           std::pair{"rot180_noexif.jpg", QuarterTurns::half},
                                           std::pair{"rot270_noexif.jpg",
                                                     QuarterTurns::counter_clockwise}));

TEST_P(AnyDetector, FindsAFaceThatFillsTheFrame) {
  const auto image = picture("awkward/gen/large_6k.jpg");
  const auto faces = search(retinaface(), image.view(), {}).value().faces;
  ASSERT_EQ(faces.size(), 1U);
  const auto filled = cut_out(image, faces[0].box);
  const auto found = search(detector(), filled.view(), {}).value().faces;
  ASSERT_FALSE(found.empty());
  const Box whole{0, 0, faces[0].box.width, faces[0].box.height};
  EXPECT_GT(intersection_over_union(found[0].box, whole), 0.7F);
}

TEST_P(AnyDetector, FindsNothingInPicturesWithoutFaces) {
  constexpr std::array kFaceless{"det_dlib/dogs.jpg",         "awkward/gen/black_640.png",
                                 "awkward/gen/white_640.png", "awkward/gen/1x1.png",
                                 "awkward/gen/1x5000.png",    "awkward/gen/12000x8.png"};
  for (const char* name : kFaceless) {
    EXPECT_TRUE(search(detector(), picture(name).view(), {}).value().faces.empty()) << name;
  }
  const SearchOptions everything{.enlarge_to = 800, .rotations = Rotations::try_quarter_turns};
  EXPECT_TRUE(search(detector(), imaging::Image({300, 200}).view(), everything)->faces.empty());
  EXPECT_TRUE(search(detector(), {}, everything)->faces.empty());
}

INSTANTIATE_TEST_SUITE_P(Catalogue, AnyDetector, ::testing::Values("retinaface", "mtcnn", "yunet"),
                         [](const auto& test) { return std::string(test.param); });

TEST(Search, RefusesSidesOutOfRange) {
  const imaging::Image image({64, 64});
  const auto code = [&](const SearchOptions& options) {
    return search(Blind(), image.view(), options).error().code;
  };
  EXPECT_EQ(code({.longer_side = -1}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.longer_side = 63}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.longer_side = 10'001}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.enlarge_to = 5000}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.detect = {.max_faces = 0}}), ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace facelatch::vision
