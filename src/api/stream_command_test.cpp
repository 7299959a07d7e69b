// SPDX-License-Identifier: Apache-2.0
#include "api/stream_command.hpp"

#include <gtest/gtest.h>

namespace facelatch::api {
namespace {

base::Result<StreamCommand> parse(std::string_view text, const StreamSettings& current = {}) {
  return parse_stream_command(text, current, 64);
}

TEST(StreamCommand, IsAKey) {
  const auto command = parse(R"({"type":"authenticate","key":"facelatch_a.b"})");
  ASSERT_TRUE(command) << command.error().message;
  EXPECT_EQ(std::get<StreamKey>(*command).key, "facelatch_a.b");
}

TEST(StreamCommand, IsSettingsThatLeaveTheRestAlone) {
  StreamSettings current;
  current.detector = "yunet";
  current.search.longer_side = 320;
  current.search.rotations = vision::Rotations::try_quarter_turns;
  const auto command =
      parse(R"({"type":"settings","max_faces":3,"min_score":0.5,"quality":false})", current);
  ASSERT_TRUE(command) << command.error().message;
  const auto& settings = std::get<StreamSettings>(*command);
  EXPECT_EQ(settings.detector, "yunet");
  EXPECT_EQ(settings.search.longer_side, 320);
  EXPECT_EQ(settings.search.rotations, vision::Rotations::try_quarter_turns);
  EXPECT_EQ(settings.search.detect.max_faces, 3);
  EXPECT_EQ(settings.search.detect.min_score, 0.5F);
  EXPECT_FALSE(settings.quality);
}

TEST(StreamCommand, IsRefusedWithASentenceWhereItIsWrong) {
  for (const auto* text :
       {"", "[]", "{", "{}", R"({"type":"dance"})", R"({"type":1})", R"({"type":"settings","x":1})",
        R"({"type":"settings","max_faces":65})", R"({"type":"settings","max_faces":"3"})",
        R"({"type":"settings","quality":"no"})", R"({"type":"authenticate","key":1})",
        R"({"type":"authenticate","key":"k","side":320})"}) {
    const auto command = parse(text);
    ASSERT_FALSE(command) << text;
    EXPECT_EQ(command.error().code, base::ErrorCode::invalid_argument) << text;
    EXPECT_TRUE(command.error().message.ends_with('.')) << command.error().message;
  }
}

}  // namespace
}  // namespace facelatch::api
