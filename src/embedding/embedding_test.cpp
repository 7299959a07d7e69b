// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <thread>
#include <vector>

#include "embedding/alignment.hpp"
#include "embedding/face_embedder.hpp"
#include "embedding/input_tensor.hpp"
#include "models/model_store.hpp"
#include "similarity/metric.hpp"

namespace facelatch::embedding {
namespace {

/// A crop with structure, the same on each machine.
imaging::Image textured_crop(int seed) {
  imaging::Image image({kAlignedSide, kAlignedSide});
  for (int y = 0; y < kAlignedSide; ++y) {
    auto row = image.row(y);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const double wave = std::sin(0.05 * seed * y + 0.02 * static_cast<double>(i) * (1 + seed));
      row[i] = static_cast<std::uint8_t>(127 + 100 * wave);
    }
  }
  return image;
}

FaceEmbedder load(const char* id) {
  const auto store = models::ModelStore::open().value();
  const auto model = store.catalogue().find(id, models::Role::embedder).value();
  return FaceEmbedder::load(store, model, {}).value();
}

TEST(Alignment, LandmarksOfTheTemplateStayWhereTheyAre) {
  const auto matrix = alignment_of({kAlignedLandmarks}).value();
  const imaging::AffineMatrix identity{1, 0, 0, 0, 1, 0};
  for (std::size_t i = 0; i < identity.size(); ++i) EXPECT_NEAR(matrix[i], identity[i], 1e-5);
}

TEST(Alignment, UndoesAKnownTurnScaleAndShift) {
  const double angle = 0.7;
  const double scale = 2.5;
  vision::Landmarks moved;
  for (std::size_t i = 0; i < moved.points.size(); ++i) {
    const auto& p = kAlignedLandmarks[i];
    moved.points[i] = {
        static_cast<float>(scale * (std::cos(angle) * p.x - std::sin(angle) * p.y) + 300),
        static_cast<float>(scale * (std::sin(angle) * p.x + std::cos(angle) * p.y) - 40)};
  }
  const auto m = alignment_of(moved).value();
  for (std::size_t i = 0; i < moved.points.size(); ++i) {
    const auto& p = moved.points[i];
    EXPECT_NEAR(m[0] * p.x + m[1] * p.y + m[2], kAlignedLandmarks[i].x, 1e-3);
    EXPECT_NEAR(m[3] * p.x + m[4] * p.y + m[5], kAlignedLandmarks[i].y, 1e-3);
  }
}

TEST(Alignment, RefusesLandmarksThatSpanNothing) {
  EXPECT_EQ(alignment_of({}).error().code, base::ErrorCode::low_quality);
  vision::Landmarks endless{kAlignedLandmarks};
  endless.points[0].x = INFINITY;
  EXPECT_EQ(alignment_of(endless).error().code, base::ErrorCode::low_quality);
  imaging::Image picture({10, 10});
  EXPECT_FALSE(crop_box(picture.view(), {0, 0, 0, 5}, {160, 160}));
}

TEST(InputTensor, PutsChannelsAndArithmeticWhereTheSpecSays) {
  imaging::Image image({2, 1});
  const std::vector<std::uint8_t> bgr{10, 20, 30, 40, 50, 60};
  std::ranges::copy(bgr, image.pixels().begin());
  models::InputSpec spec{.layout = models::Layout::nchw,
                         .width = 2,
                         .height = 1,
                         .channels = models::Channels::rgb,
                         .mean = {1, 2, 3},
                         .scale = 2};
  std::vector<float> tensor(6);
  fill_input(image.view(), spec, Reading::forwards, tensor);
  EXPECT_EQ(tensor, (std::vector<float>{58, 118, 36, 96, 14, 74}));
  spec.layout = models::Layout::nhwc;
  fill_input(image.view(), spec, Reading::mirrored, tensor);
  EXPECT_EQ(tensor, (std::vector<float>{118, 96, 74, 58, 36, 14}));
}

class EveryEmbedder : public ::testing::TestWithParam<const char*> {};

TEST_P(EveryEmbedder, GivesUnitVectorsThatDependOnTheCropAlone) {
  const auto embedder = load(GetParam());
  std::vector<imaging::Image> crops;
  for (int seed = 1; seed <= 3; ++seed) crops.push_back(textured_crop(seed));
  const auto together = embedder.embed(crops, Mirror::off, {}).value();
  ASSERT_EQ(together.size(), 3U);
  for (std::size_t i = 0; i < crops.size(); ++i) {
    EXPECT_EQ(together[i].model, GetParam());
    EXPECT_EQ(together[i].values.size(), static_cast<std::size_t>(embedder.model().embedding_size));
    const auto alone = embedder.embed(std::span(crops).subspan(i, 1), Mirror::off, {}).value();
    EXPECT_GT(*similarity::cosine_similarity(alone[0], together[i]), 0.9999F);
  }
  EXPECT_LT(*similarity::cosine_similarity(together[0], together[1]), 0.99F);
}

TEST_P(EveryEmbedder, AMirroredSumIsTheSameForACropAndItsMirrorImage) {
  const auto embedder = load(GetParam());
  const auto crop = textured_crop(1);
  imaging::Image mirrored(crop.size());
  for (int y = 0; y < kAlignedSide; ++y) {
    for (std::size_t x = 0; x < kAlignedSide; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        mirrored.row(y)[x * 3 + c] = crop.view().row(y)[(kAlignedSide - 1 - x) * 3 + c];
      }
    }
  }
  const std::vector crops{crop, mirrored};
  const auto sums = embedder.embed(crops, Mirror::add, {}).value();
  EXPECT_GT(*similarity::cosine_similarity(sums[0], sums[1]), 0.9999F);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryEmbedder,
                         ::testing::Values("arcface", "arcface-small", "sface"));

TEST(FaceEmbedder, RefusesACropOfAnotherSize) {
  const std::vector<imaging::Image> crops{imaging::Image({64, 64})};
  const auto embeddings = load("arcface").embed(crops, Mirror::off, {});
  EXPECT_EQ(embeddings.error().code, base::ErrorCode::invalid_argument);
}

TEST(FaceEmbedder, EightThreadsGetTheAnswersOfOne) {
  const auto embedder = load("arcface");
  std::vector<imaging::Image> crops;
  for (int seed = 1; seed <= 8; ++seed) crops.push_back(textured_crop(seed));
  const auto expected = embedder.embed(crops, Mirror::off, {}).value();
  std::vector<std::vector<similarity::Embedding>> found(8);
  {
    std::vector<std::jthread> threads;
    threads.reserve(found.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      threads.emplace_back([&, i] {
        for (int round = 0; round < 5; ++round) {
          found[i] = embedder.embed(std::span(crops).subspan(i, 1), Mirror::off, {}).value();
        }
      });
    }
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i][0].values, expected[i].values);
  }
}

}  // namespace
}  // namespace facelatch::embedding
