// SPDX-License-Identifier: Apache-2.0
// Every row of the collection of awkward videos gives the result that its manifest expects.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "testing/data.hpp"
#include "video/video_reader.hpp"

namespace facelatch::video {
namespace {

struct Row {
  std::string file;
  std::string expect;
};

std::ostream& operator<<(std::ostream& stream, const Row& row) { return stream << row.file; }

std::vector<Row> manifest() {
  std::ifstream file(testing::shared_data("awkward/video_manifest.csv"));
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);  // the header
  while (std::getline(file, line)) {
    const auto first = line.find(',');
    const auto second = line.find(',', first + 1);
    rows.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1)});
  }
  return rows;
}

/// What the words of the manifest ask for.
struct Expectation {
  bool wants_frames = false;
  bool may_fail = false;
  bool wants_warning = false;
  int at_least = 0;
  int at_most = 0;
};

Expectation read(const std::string& words) {
  static const std::regex count_pattern(R"((<=|about )?(\d+) frames?)");
  Expectation expected;
  expected.may_fail = words.find("clean error") != std::string::npos;
  expected.wants_warning = words.find("then a warning") != std::string::npos;
  std::smatch match;
  if (!std::regex_search(words, match, count_pattern)) return expected;
  expected.wants_frames = true;
  const int count = std::stoi(match[2]);
  const std::string about = match[1];
  expected.at_least = about.empty() ? count : about == "<=" ? 1 : count * 9 / 10;
  expected.at_most = about == "about " ? count * 11 / 10 : count;
  return expected;
}

struct Outcome {
  int frames = 0;
  std::optional<base::Error> error;
  std::vector<std::string> warnings;
};

Outcome read_all(const std::filesystem::path& path) {
  Outcome outcome;
  auto reader = VideoReader::open(path);
  if (!reader) {
    outcome.error = reader.error();
    return outcome;
  }
  while (true) {
    const auto frame = reader->next();
    if (!frame) outcome.error = frame.error();
    if (!frame || !*frame) break;
    EXPECT_FALSE((*frame)->image.empty());
    ++outcome.frames;
  }
  outcome.warnings = reader->info().warnings();
  return outcome;
}

class AwkwardVideo : public ::testing::TestWithParam<Row> {};

TEST_P(AwkwardVideo, GivesWhatTheManifestExpects) {
  const auto& row = GetParam();
  const auto expected = read(row.expect);
  ASSERT_TRUE(expected.wants_frames || expected.may_fail) << "unknown words: " << row.expect;
  const auto start = std::chrono::steady_clock::now();
  const auto outcome = read_all(testing::shared_data("awkward/video_gen/" + row.file));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  if (outcome.error) {
    ASSERT_TRUE(expected.may_fail) << outcome.error->message;
    const std::vector clean{base::ErrorCode::corrupt, base::ErrorCode::unsupported_format};
    EXPECT_EQ(std::ranges::count(clean, outcome.error->code), 1) << outcome.error->message;
    EXPECT_FALSE(outcome.error->message.empty());
    return;
  }
  ASSERT_TRUE(expected.wants_frames) << "there must be an error";
  EXPECT_GE(outcome.frames, expected.at_least);
  EXPECT_LE(outcome.frames, expected.at_most);
  if (expected.wants_warning) {
    EXPECT_FALSE(outcome.warnings.empty());
  }
}

std::string name_of_row(const ::testing::TestParamInfo<Row>& info) {
  auto name = info.param.file;
  std::ranges::replace_if(name, [](char letter) { return std::isalnum(letter) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Manifest, AwkwardVideo, ::testing::ValuesIn(manifest()), name_of_row);

TEST(Manifest, EveryAwkwardVideoThatMayFailButNeedNotDecodesHere) {
  for (const auto* file : {"av1.mp4", "hevc.mp4", "h264_10bit.mp4", "h264_444.mp4"}) {
    EXPECT_EQ(read_all(testing::shared_data("awkward/video_gen") / file).frames, 60) << file;
  }
}

TEST(Manifest, TheRowsOfTheManifestAreAllThere) { EXPECT_GE(manifest().size(), 30U); }

}  // namespace
}  // namespace facelatch::video
