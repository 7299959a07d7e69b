// SPDX-License-Identifier: Apache-2.0
#include "vision/scrfd.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "testing/network_head.hpp"
#include "testing/scrfd_graph.hpp"
#include "testing/temporary_folder.hpp"

namespace facelatch::vision {
namespace {

using testing::OnnxGraph;
using testing::scrfd_graph;

inference::Network load(const OnnxGraph& graph) {
  const testing::TemporaryFolder folder;
  const auto file = folder.path() / "graph.onnx";
  graph.save(file);
  return inference::Network::load(file, {}).value();
}

/// Black, with red pixels at the given places.
imaging::Image with_red_pixels(imaging::Size size, const std::vector<std::pair<int, int>>& places) {
  imaging::Image image(size);
  for (const auto& [x, y] : places) image.row(y)[3 * static_cast<std::size_t>(x) + 2] = 255;
  return image;
}

TEST(Scrfd, PlacesBoxesAndLandmarksByStrides) {
  const auto detector = make_scrfd(load(scrfd_graph({1, 3, -1, -1}, 8))).value();
  // (80, 48) is a place of strides 8 and 16, (24, 8) of stride 8 only.
  const auto image = with_red_pixels({100, 75}, {{80, 48}, {24, 8}});
  const auto faces = detector->detect(image.view(), {}, {}).value();
  ASSERT_EQ(faces.size(), 3U);
  for (const auto& face : faces) EXPECT_NEAR(face.score, 127.5F / 128, 0.01F);
  const auto has_box = [&](const Box& box) {
    return std::ranges::find(faces, box, &Face::box) != faces.end();
  };
  EXPECT_TRUE(has_box({72, 40, 16, 16}));
  EXPECT_TRUE(has_box({64, 32, 32, 32}));
  EXPECT_TRUE(has_box({16, 0, 16, 16}));
  const auto& points = std::ranges::find(faces, Box{64, 32, 32, 32}, &Face::box)->landmarks.points;
  EXPECT_NEAR(points[Landmarks::left_eye].x, 80, 0.1);
  EXPECT_NEAR(points[Landmarks::left_eye].y, 48 + 0.1 * 16, 0.1);
  EXPECT_NEAR(points[Landmarks::right_mouth].y, 48 + 0.9 * 16, 0.1);
}

TEST(Scrfd, FitsPicturesToAGraphOfOneSize) {
  const auto detector = make_scrfd(load(scrfd_graph({1, 3, 320, 320}, 32))).value();
  imaging::Image image({1280, 640});
  for (int y = 512 - 8; y < 512 + 8; ++y) {
    for (int x = 768 - 8; x < 768 + 8; ++x) image.row(y)[3 * static_cast<std::size_t>(x) + 2] = 255;
  }
  const auto faces = detector->detect(image.view(), {}, {}).value();
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_EQ(faces[0].box, (Box{640, 384, 256, 256}));
}

TEST(Scrfd, RefusesGraphsOfAnotherKind) {
  OnnxGraph graph;
  graph.add_input("input", {1, 3, -1, -1});
  testing::add_head(graph, {"only", 1, {1}, {0}}, 8);
  graph.add_output("only", {1, -1, 1});
  EXPECT_EQ(make_scrfd(load(graph)).error().code, base::ErrorCode::corrupt);
  EXPECT_EQ(make_scrfd(load(scrfd_graph({1, 3, 321, 320}, 8))).error().code,
            base::ErrorCode::corrupt);
}

}  // namespace
}  // namespace facelatch::vision
