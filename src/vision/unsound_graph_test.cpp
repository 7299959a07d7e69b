// SPDX-License-Identifier: Apache-2.0
// Networks that answer what no trained network should: the detectors must neither crash nor pass
// such values on, nor take long.
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "testing/network_head.hpp"
#include "testing/temporary_folder.hpp"
#include "vision/mtcnn.hpp"
#include "vision/retinaface.hpp"
#include "vision/yunet.hpp"

namespace facelatch::vision {
namespace {

using testing::OnnxGraph;

inference::Network load(const OnnxGraph& graph) {
  const testing::TemporaryFolder folder;
  const auto file = folder.path() / "graph.onnx";
  graph.save(file);
  return inference::Network::load(file, {}).value();
}

/// A RetinaFace whose every prior has the same box, score and landmarks.
std::unique_ptr<FaceDetector> retinaface_that_says(float box, float score, float landmark) {
  OnnxGraph graph;
  graph.add_input("input", {1, 3, -1, -1});
  const std::vector<testing::NetworkHead> heads{
      {"loc", 4, std::vector<float>(8), std::vector<float>(8, box)},
      {"conf", 2, std::vector<float>(4), {0, score, 0, score}},
      {"landmarks", 10, std::vector<float>(20), std::vector<float>(20, landmark)},
  };
  for (const auto& head : heads) {
    std::vector<std::string> parts;
    for (const int stride : {8, 16, 32}) {
      testing::NetworkHead part = head;
      part.name += std::to_string(stride);
      testing::add_head(graph, part, stride);
      parts.push_back(part.name);
    }
    graph.add_node("Concat", parts, head.name, {{"axis", 1}});
    graph.add_output(head.name, {1, -1, head.values});
  }
  return make_retinaface(load(graph)).value();
}

/// One of MTCNN's networks with constant answers; `side` 0: P-Net.
inference::Network mtcnn_that_says(int side, float score, float box) {
  OnnxGraph graph;
  graph.add_input("input", {-1, 3, side > 0 ? side : -1, side > 0 ? side : -1});
  const auto add = [&](const std::string& name, std::int64_t values, float bias) {
    // P-Net's windows of 12 pixels, 11 at an odd edge, are two pixels apart.
    const std::int64_t window = side > 0 ? side : 11;
    const std::vector<float> weights(static_cast<std::size_t>(values * 3 * window * window));
    graph.add_floats(name + ".weight", {values, 3, window, window}, weights);
    graph.add_floats(name + ".bias", {values},
                     std::vector<float>(static_cast<std::size_t>(values), bias));
    const std::string result = side > 0 ? name + ".planes" : name;
    graph.add_node("Conv", {"input", name + ".weight", name + ".bias"}, result,
                   {{"kernel_shape", std::vector<std::int64_t>{window, window}},
                    {"strides", std::vector<std::int64_t>{2, 2}}});
    if (side == 0) {
      graph.add_output(name, {-1, values, -1, -1});
      return;
    }
    graph.add_node("Flatten", {result}, name, {{"axis", 1}});
    graph.add_output(name, {-1, values});
  };
  add("probability", 2, score);
  add("box", 4, box);
  if (side == 48) add("landmarks", 10, box);
  return load(graph);
}

std::unique_ptr<FaceDetector> mtcnn_that_says(float score, float box) {
  return make_mtcnn({mtcnn_that_says(0, score, box), mtcnn_that_says(24, score, box),
                     mtcnn_that_says(48, score, box)})
      .value();
}

const imaging::Image& picture() {
  static const imaging::Image image({320, 240});
  return image;
}

TEST(UnsoundGraph, ARetinaFaceThatSeesFacesEverywhereIsBounded) {
  const auto detector = retinaface_that_says(0, 0.9F, 0);
  const auto faces = detector->detect(picture().view(), {}, {}).value();
  EXPECT_GT(faces.size(), 10U);
  EXPECT_LE(faces.size(), 1000U);
}

TEST(UnsoundGraph, ValuesThatAreNoNumbersGiveNoFace) {
  for (const float value : {NAN, INFINITY, -INFINITY, 3e38F}) {
    EXPECT_TRUE(retinaface_that_says(value, 0.9F, 0)->detect(picture().view(), {}, {})->empty());
    EXPECT_TRUE(mtcnn_that_says(0.9F, value)->detect(picture().view(), {}, {})->empty());
  }
  EXPECT_TRUE(retinaface_that_says(0, 0.9F, NAN)->detect(picture().view(), {}, {})->empty());
  EXPECT_TRUE(retinaface_that_says(0, NAN, 0)->detect(picture().view(), {}, {})->empty());
  EXPECT_TRUE(mtcnn_that_says(NAN, 0)->detect(picture().view(), {}, {})->empty());
}

TEST(UnsoundGraph, AnMtcnnThatSeesFacesEverywhereEndsSoon) {
  const auto detector = mtcnn_that_says(0.9F, 0);
  const imaging::Image large({1920, 1080});
  const auto start = std::chrono::steady_clock::now();
  const auto faces = detector->detect(large.view(), {}, {}).value();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
  EXPECT_LE(faces.size(), 1000U);
}

TEST(UnsoundGraph, AGraphOfAnotherKindIsRefused) {
  const auto pnet = [] { return mtcnn_that_says(0, 0, 0); };
  const auto rnet = [] { return mtcnn_that_says(24, 0, 0); };
  const auto onet = [] { return mtcnn_that_says(48, 0, 0); };
  EXPECT_EQ(make_retinaface(pnet()).error().code, base::ErrorCode::corrupt);
  EXPECT_EQ(make_yunet(pnet()).error().code, base::ErrorCode::corrupt);
  EXPECT_EQ(make_mtcnn({rnet(), rnet(), onet()}).error().code, base::ErrorCode::corrupt);
  EXPECT_EQ(make_mtcnn({pnet(), onet(), onet()}).error().code, base::ErrorCode::corrupt);
  EXPECT_EQ(make_mtcnn({pnet(), rnet(), rnet()}).error().code, base::ErrorCode::corrupt);
}

}  // namespace
}  // namespace facelatch::vision
