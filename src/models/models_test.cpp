// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/file.hpp"
#include "models/catalogue.hpp"
#include "models/graph_file.hpp"
#include "models/model_store.hpp"
#include "testing/temporary_folder.hpp"

namespace facelatch::models {
namespace {

using ::testing::HasSubstr;

Catalogue built_in() { return parse_catalogue(built_in_catalogue_text()).value(); }

TEST(Catalogue, NamesADefaultDetectorAndEmbedder) {
  const auto catalogue = built_in();
  EXPECT_EQ(catalogue.find_or_default("", Role::detector)->id, "retinaface");
  const auto embedder = catalogue.find_or_default("", Role::embedder);
  EXPECT_EQ(embedder->id, "arcface");
  EXPECT_EQ(embedder->embedding_size, 512);
  EXPECT_EQ(embedder->input.channels, Channels::bgr);
  EXPECT_EQ(catalogue.find("mtcnn", Role::detector)->files.size(), 3U);
}

TEST(Catalogue, AnUnknownNameIsAnsweredWithTheKnownOnes) {
  const auto found = built_in().find("haar", Role::detector);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, base::ErrorCode::not_found);
  EXPECT_THAT(found.error().message, HasSubstr("retinaface, mtcnn, yunet"));
}

TEST(Catalogue, RefusesWhatWouldLeaveTheModelsFolder) {
  for (const auto* name : {"../x", "/etc/passwd", "", ".hidden", "a b"}) {
    const auto text = std::string(R"(schema = 1
[[model]]
id = "x"
role = "detector"
[model.input]
layout = "nchw"
channels = "bgr"
[[model.file]]
name = ")") + name + "\"\nsha256 = \"" +
                      std::string(64, 'a') + "\"\n";
    EXPECT_EQ(parse_catalogue(text).error().code, base::ErrorCode::corrupt) << name;
  }
}

TEST(Catalogue, TellsTheLineThatIsNoToml) {
  EXPECT_THAT(parse_catalogue("schema = 1\n[[[").error().message, HasSubstr("line 2"));
  EXPECT_EQ(parse_catalogue("").error().code, base::ErrorCode::corrupt);
}

TEST(ModelStore, EveryFetchedModelLoads) {
  const auto store = ModelStore::open().value();
  for (const auto& model : store.catalogue().models) {
    for (const auto& file : model.files) {
      const auto network = store.load(model, file.part, {});
      ASSERT_TRUE(network) << network.error().message;
      EXPECT_GE(network->output_count(), 1U) << file.name;
    }
  }
}

TEST(GraphFile, IsFramedAsItsKindUpToItsEnd) {
  const auto folder = ModelStore::open().value().folder();
  const auto onnx = base::read_file(folder / "retinaface.onnx", 1ULL << 30U).value();
  const auto tflite = base::read_file(folder / "arcface-small.tflite", 1ULL << 30U).value();
  EXPECT_TRUE(is_framed_as_onnx(onnx));
  EXPECT_TRUE(is_framed_as_tflite(tflite));
  EXPECT_FALSE(is_framed_as_onnx(tflite));
  EXPECT_FALSE(is_framed_as_tflite(onnx));
  for (const std::size_t size : {0UL, 1UL, 2UL, 100UL, onnx.size() / 2, onnx.size() - 1}) {
    EXPECT_FALSE(is_framed_as_onnx(std::span(onnx).first(size))) << size;
  }
  const base::Bytes endless(30, 0xff);
  EXPECT_FALSE(is_framed_as_onnx(endless));
}

class DamagedStore : public ::testing::Test {
 protected:
  /// A folder that holds the real file of the default embedder.
  DamagedStore() {
    const auto real = ModelStore::open().value();
    model_ = real.catalogue().find_or_default("", Role::embedder).value();
    path_ = folder_.path() / model_.files[0].name;
    std::filesystem::copy_file(real.folder() / model_.files[0].name, path_);
  }
  [[nodiscard]] base::Result<inference::Network> load() const {
    return ModelStore::open(folder_.path()).value().load(model_, "", {});
  }
  testing::TemporaryFolder folder_;
  Model model_;
  std::filesystem::path path_;
};

TEST_F(DamagedStore, RefusesAMissingFileAndNamesTheRemedy) {
  std::filesystem::remove(path_);
  const auto network = load();
  ASSERT_FALSE(network);
  EXPECT_EQ(network.error().code, base::ErrorCode::unavailable);
  EXPECT_THAT(network.error().message, HasSubstr(path_.string()));
  EXPECT_THAT(network.error().message, HasSubstr("facelatch models fetch arcface"));
}

TEST_F(DamagedStore, RefusesATruncatedFile) {
  std::filesystem::resize_file(path_, std::filesystem::file_size(path_) / 2);
  EXPECT_EQ(load().error().code, base::ErrorCode::corrupt);
}

TEST_F(DamagedStore, RefusesAFileWithOneBitChanged) {
  auto bytes = base::read_file(path_, 1ULL << 30U).value();
  bytes[bytes.size() / 2] ^= 1U;
  ASSERT_TRUE(base::write_file(path_, bytes));
  const auto network = load();
  ASSERT_FALSE(network);
  EXPECT_EQ(network.error().code, base::ErrorCode::corrupt);
  EXPECT_THAT(network.error().message, HasSubstr("facelatch models fetch arcface"));
}

}  // namespace
}  // namespace facelatch::models
