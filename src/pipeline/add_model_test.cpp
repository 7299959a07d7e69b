// SPDX-License-Identifier: Apache-2.0
// Graphs with the inputs and outputs of those that users have; their weights are made up.
#include "pipeline/add_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "embedding/face_embedder.hpp"
#include "models/own_models.hpp"
#include "testing/network_head.hpp"
#include "testing/scrfd_graph.hpp"
#include "testing/temporary_folder.hpp"
#include "vision/detectors.hpp"

namespace facelatch::pipeline {
namespace {

using base::ErrorCode;
using ::testing::HasSubstr;
using testing::OnnxGraph;

enum class Place { channels_first, channels_last };

/// Each value of an embedding is a weighted sum of the mean of each channel.
OnnxGraph embedder_graph(const OnnxGraph::Shape& input, std::int64_t values,
                         Place place = Place::channels_first, std::int64_t inner_batch = -1) {
  OnnxGraph graph;
  graph.add_input("input", input);
  std::string picture = "input";
  if (place == Place::channels_last) {
    graph.add_node("Transpose", {"input"}, "planes",
                   {{"perm", std::vector<std::int64_t>{0, 3, 1, 2}}});
    picture = "planes";
  }
  graph.add_node("GlobalAveragePool", {picture}, "means");
  graph.add_integers("rows", {inner_batch, 3});
  graph.add_node("Reshape", {"means", "rows"}, "flat");
  std::vector<float> weights(static_cast<std::size_t>(3 * values));
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = std::sin(static_cast<float>(i));
  graph.add_floats("weights", {3, values}, weights);
  graph.add_node("MatMul", {"flat", "weights"}, "embedding");
  graph.add_output("embedding", {input[0], values});
  return graph;
}

imaging::Image plain(imaging::Size size, std::uint8_t blue, std::uint8_t green, std::uint8_t red) {
  imaging::Image image(size);
  auto pixels = image.pixels();
  for (std::size_t i = 0; i < pixels.size(); i += 3) {
    pixels[i] = blue;
    pixels[i + 1] = green;
    pixels[i + 2] = red;
  }
  return image;
}

class AddModel : public ::testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path models() const { return folder_.path() / "models"; }
  [[nodiscard]] models::ModelStore store() const {
    return models::ModelStore::open(models()).value();
  }
  std::filesystem::path save(const OnnxGraph& graph, const std::string& name = "mine.onnx") {
    graph.save(folder_.path() / name);
    return folder_.path() / name;
  }
  base::Result<models::Model> add(const OnnxGraph& graph, models::Role role,
                                  const std::string& like) {
    return add_model(store(), {.file = save(graph), .role = role, .like = like});
  }
  base::Result<models::Model> add_embedder(const OnnxGraph& graph,
                                           const std::string& like = "arcface") {
    return add(graph, models::Role::embedder, like);
  }
  /// Of crops of different colours, through the store as it is now.
  [[nodiscard]] std::vector<similarity::Embedding> embed(std::uint8_t count) const {
    const auto opened = store();
    const auto model = opened.catalogue().find("mine", models::Role::embedder).value();
    const auto embedder = embedding::FaceEmbedder::load(opened, model, {}).value();
    std::vector<imaging::Image> crops;
    crops.reserve(count);
    for (std::uint8_t i = 0; i < count; ++i) {
      crops.push_back(plain({model.input.width, model.input.height},
                            static_cast<std::uint8_t>(40 * i), 200, 10));
    }
    return embedder.embed(crops, embedding::Mirror::off, {}).value();
  }
  testing::TemporaryFolder folder_;
};

struct Variant {
  const char* like;
  int side;
  std::int64_t batch;
  Place place;
};

class EveryEmbedder : public AddModel, public ::testing::WithParamInterface<Variant> {};

TEST_P(EveryEmbedder, IsAddedAndGivesTheSameEmbeddingsAloneAndAmongOthers) {
  const auto& [like, side, batch, place] = GetParam();
  const auto first = place == Place::channels_first;
  const OnnxGraph::Shape shape =
      first ? OnnxGraph::Shape{batch, 3, side, side} : OnnxGraph::Shape{batch, side, side, 3};
  const auto model = add_embedder(embedder_graph(shape, 128, place), like);
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->embedding_size, 128);
  EXPECT_EQ(model->input.batch, std::max<std::int64_t>(batch, 0));
  EXPECT_EQ(model->input.layout, first ? models::Layout::nchw : models::Layout::nhwc);
  const auto five = embed(5);
  ASSERT_EQ(five.size(), 5U);
  const auto alone = embed(1);
  for (std::size_t i = 0; i < 128; ++i) {
    EXPECT_NEAR(five[0].values[i], alone[0].values[i], 0.01F);
  }
  EXPECT_EQ(five[0].model, "mine");
  EXPECT_NE(five[0].values, five[4].values);
}

INSTANTIATE_TEST_SUITE_P(Profiles, EveryEmbedder,
                         ::testing::Values(Variant{"arcface", 112, -1, Place::channels_first},
                                           Variant{"arcface", 112, 1, Place::channels_first},
                                           Variant{"arcface", 112, 4, Place::channels_first},
                                           Variant{"arcface", 112, -1, Place::channels_last},
                                           Variant{"adaface", 112, -1, Place::channels_first},
                                           Variant{"adaface", 112, 1, Place::channels_first},
                                           Variant{"facenet", 160, -1, Place::channels_first},
                                           Variant{"facenet", 160, 2, Place::channels_last}));

TEST_F(AddModel, ABatchThatIsFixedInsideTheGraphIsFound) {
  const auto model = add_embedder(embedder_graph({-1, 3, 112, 112}, 64, Place::channels_first, 1));
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->input.batch, 1);
  EXPECT_EQ(embed(3).size(), 3U);
}

TEST_F(AddModel, ArcFaceIsFedRedFirstAndAdaFaceBlueFirst) {
  ASSERT_TRUE(add_embedder(embedder_graph({-1, 3, 112, 112}, 64), "arcface"));
  const auto arcface = embed(1);
  ASSERT_TRUE(models::remove_own_model(models(), "mine"));
  ASSERT_TRUE(add_embedder(embedder_graph({-1, 3, 112, 112}, 64), "adaface"));
  const auto adaface = embed(1);
  EXPECT_NE(arcface[0].values, adaface[0].values);
}

class EveryDetectorShape : public AddModel,
                           public ::testing::WithParamInterface<OnnxGraph::Shape> {};

TEST_P(EveryDetectorShape, OfScrfdIsAddedAndFindsWhatItsGraphFinds) {
  const auto model = add(testing::scrfd_graph(GetParam(), 32), models::Role::detector, "scrfd");
  ASSERT_TRUE(model) << model.error().message;
  const auto opened = store();
  const auto known = opened.catalogue().find("mine", models::Role::detector).value();
  EXPECT_DOUBLE_EQ(known.threshold("score", 0), 0.5);
  const auto detector = vision::load_detector(opened, known, {}).value();
  auto image = plain({320, 320}, 0, 0, 0);
  for (int y = 120; y < 136; ++y) {
    for (std::size_t x = 152; x < 168; ++x) image.row(y)[3 * x + 2] = 255;
  }
  const auto faces = detector->detect(image.view(), {}, {}).value();
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_EQ(faces[0].box, (vision::Box{128, 96, 64, 64}));
}

INSTANTIATE_TEST_SUITE_P(Shapes, EveryDetectorShape,
                         ::testing::Values(OnnxGraph::Shape{1, 3, -1, -1},
                                           OnnxGraph::Shape{-1, 3, -1, -1},
                                           OnnxGraph::Shape{1, 3, 320, 320}));

TEST_F(AddModel, RefusesWrongGraphsInASentenceAndLeavesNothingBehind) {
  const auto refused = [&](const base::Result<models::Model>& model, const char* part) {
    ASSERT_FALSE(model) << part;
    EXPECT_EQ(model.error().code, ErrorCode::unsupported_format) << part;
    EXPECT_THAT(model.error().message, HasSubstr(part));
    EXPECT_TRUE(model.error().message.ends_with('.'));
  };
  refused(add_embedder(embedder_graph({-1, 3, 160, 160}, 128)), "anyx3x160x160");
  refused(add_embedder(embedder_graph({-1, 1, 112, 112}, 128)), "takes anyx1x112x112");
  refused(add_embedder(embedder_graph({-1, 3, 112, 112}, 3)), "gives anyx3");
  refused(add_embedder(embedder_graph({100, 3, 112, 112}, 64)), "100 pictures at once");
  refused(add_embedder(testing::scrfd_graph({1, 3, -1, -1}, 8)), "The graph gives");
  refused(add(embedder_graph({-1, 3, 112, 112}, 128), models::Role::detector, "scrfd"), "SCRFD");
  refused(add(testing::scrfd_graph({1, 3, 321, 320}, 8), models::Role::detector, "scrfd"), "SCRFD");
  OnnxGraph two = embedder_graph({-1, 3, 112, 112}, 128);
  two.add_input("other", {1});
  two.add_node("Add", {"embedding", "other"}, "sum");
  two.add_output("sum", {-1, 128});
  refused(add_embedder(two), "not a graph of one input");
  ASSERT_TRUE(base::write_text(folder_.path() / "text.onnx", "not a graph"));
  refused(add_model(store(), {.file = folder_.path() / "text.onnx", .like = "arcface"}),
          "not a graph");
  refused(add_model(store(), {.file = folder_.path() / "weights.pt", .like = "arcface"}),
          "ending in .onnx");
  EXPECT_TRUE(std::filesystem::is_empty(models()));
}

TEST_F(AddModel, RefusesNamesThatExistOrAreNone) {
  const auto file = save(embedder_graph({-1, 3, 112, 112}, 64));
  const auto named = [&](const std::string& id) {
    return add_model(store(), {.file = file, .like = "arcface", .id = id});
  };
  EXPECT_EQ(named("retinaface").error().code, ErrorCode::already_exists);
  EXPECT_EQ(named("arcface").error().code, ErrorCode::already_exists);
  for (const auto* id : {"../x", ".x", "a b", "ü"}) {
    EXPECT_EQ(named(id).error().code, ErrorCode::invalid_argument) << id;
  }
  ASSERT_TRUE(named("once"));
  EXPECT_EQ(named("once").error().code, ErrorCode::already_exists);
  EXPECT_EQ(add_model(store(), {.file = file, .like = "vgg"}).error().code, ErrorCode::not_found);
  EXPECT_EQ(add_model(store(), {.file = file, .role = models::Role::detector, .like = "arcface"})
                .error()
                .code,
            ErrorCode::not_found);
  EXPECT_EQ(
      add_model(store(), {.file = folder_.path() / "none.onnx", .like = "arcface"}).error().code,
      ErrorCode::not_found);
}

TEST_F(AddModel, ALostFileIsRefusedWithTheCommandThatPutsItBack) {
  const auto graph = embedder_graph({-1, 3, 112, 112}, 64);
  const auto model = add_embedder(graph).value();
  std::filesystem::resize_file(models() / model.files[0].name, 100);
  const auto loaded = store().load(model, "", {});
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().message,
              HasSubstr("facelatch models add FILE --role embedder --like arcface --name mine"));
  EXPECT_EQ(add_embedder(embedder_graph({-1, 3, 112, 112}, 65)).error().code,
            ErrorCode::already_exists)
      << "another file must not take its place";
  EXPECT_TRUE(add_embedder(graph));
  EXPECT_EQ(embed(1).size(), 1U);
}

TEST_F(AddModel, RemovingForgetsItAndDeletesOnlyItsCopy) {
  const auto graph = embedder_graph({-1, 3, 112, 112}, 64);
  const auto model = add_embedder(graph).value();
  ASSERT_TRUE(models::remove_own_model(models(), "mine"));
  EXPECT_FALSE(std::filesystem::exists(models() / model.files[0].name));
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "mine.onnx"));
  EXPECT_EQ(models::remove_own_model(models(), "mine").error().code, ErrorCode::not_found);
  EXPECT_EQ(models::remove_own_model(models(), "retinaface").error().code, ErrorCode::not_found);
  EXPECT_TRUE(add_embedder(graph));
}

}  // namespace
}  // namespace facelatch::pipeline
