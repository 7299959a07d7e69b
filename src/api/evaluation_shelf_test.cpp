// SPDX-License-Identifier: Apache-2.0
#include "api/evaluation_shelf.hpp"

#include <gtest/gtest.h>

#include "base/file.hpp"

namespace facelatch::api {
namespace {

using base::ErrorCode;

class EvaluationShelfTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) const {
    ASSERT_TRUE(base::write_text(folder_ / name, text));
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      (std::string("shelf_") + testing::UnitTest::GetInstance()->current_test_info()->name());
  const EvaluationShelf shelf_{folder_};
};

TEST_F(EvaluationShelfTest, GivesReportsByName) {
  constexpr auto kReport = R"({"histogram":{"lowest":-1}})";
  write("lfw.json", kReport);
  write("notes.txt", "");
  std::filesystem::create_directory(folder_ / "folder.json");
  const auto files = shelf_.list();
  ASSERT_EQ(files->size(), 1U);
  EXPECT_EQ(files->front().name, "lfw.json");
  EXPECT_EQ(*shelf_.read("lfw.json"), kReport);
}

TEST_F(EvaluationShelfTest, TellsNothingOfOtherFiles) {
  write("keys.json", R"({"keys":[{"hash":"secret"}]})");
  write("half.json", R"({"histogram":)");
  EXPECT_EQ(shelf_.read("keys.json").error().code, ErrorCode::corrupt);
  EXPECT_EQ(shelf_.read("half.json").error().code, ErrorCode::corrupt);
}

TEST_F(EvaluationShelfTest, StaysInItsFolder) {
  write("a.json", R"({"presentations":[]})");
  std::filesystem::create_directory(folder_ / "below");
  const EvaluationShelf below(folder_ / "below");
  for (const auto* name :
       {"../a.json", "..%2Fa.json", "/etc/passwd", "", ".json", "..", "a.json/"}) {
    EXPECT_EQ(below.read(name).error().code, ErrorCode::not_found) << name;
  }
}

TEST_F(EvaluationShelfTest, AFolderThatIsNotThereIsEmpty) {
  EXPECT_TRUE(EvaluationShelf(folder_ / "none").list()->empty());
}

TEST_F(EvaluationShelfTest, RefusesWhatIsTooLarge) {
  write("large.json", "");
  std::filesystem::resize_file(folder_ / "large.json", EvaluationShelf::kMostBytes + 1);
  EXPECT_EQ(shelf_.read("large.json").error().code, ErrorCode::too_large);
}

}  // namespace
}  // namespace facelatch::api
