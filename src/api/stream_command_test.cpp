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

TEST(StreamCommand, IsAnOrder) {
  const auto order = [](std::string_view text) {
    return std::get<StreamOrder>(parse(text).value());
  };
  const auto wish = std::get<unlock::Wish>(
      order(R"({"type":"unlock","person":"p","audience":"door","nonce":"n","policy":"passive"})"));
  EXPECT_EQ(wish.person, "p");
  EXPECT_EQ(wish.audience, "door");
  EXPECT_EQ(wish.nonce, "n");
  EXPECT_EQ(wish.policy, unlock::Policy::passive);
  const auto enrolment = std::get<StreamEnrolment>(
      order(R"({"type":"enrol","person":"p","replace":true,"allow_duplicate":true})"));
  EXPECT_EQ(enrolment.person, "p");
  EXPECT_EQ(enrolment.options.enrolment, store::Enrolment::replace);
  EXPECT_EQ(enrolment.options.duplicates, recognition::DuplicatePolicy::allow);
  EXPECT_TRUE(std::holds_alternative<StreamCancel>(order(R"({"type":"cancel"})")));
}

TEST(StreamCommand, IsRefusedWithASentenceWhereItIsWrong) {
  for (const auto* text :
       {"", "[]", "{", "{}", R"({"type":"dance"})", R"({"type":1})", R"({"type":"settings","x":1})",
        R"({"type":"settings","max_faces":65})", R"({"type":"settings","max_faces":"3"})",
        R"({"type":"settings","quality":"no"})", R"({"type":"authenticate","key":1})",
        R"({"type":"authenticate","key":"k","side":320})", R"({"type":"unlock","person":"p"})",
        R"({"type":"unlock","audience":"a"})", R"({"type":"enrol"})",
        R"({"type":"unlock","person":"p","audience":"a","policy":"none"})",
        R"({"type":"enrol","person":"p","replace":1})", R"({"type":"cancel","person":"p"})"}) {
    const auto command = parse(text);
    ASSERT_FALSE(command) << text;
    EXPECT_EQ(command.error().code, base::ErrorCode::invalid_argument) << text;
    EXPECT_TRUE(command.error().message.ends_with('.')) << command.error().message;
  }
}

}  // namespace
}  // namespace facelatch::api
