// SPDX-License-Identifier: Apache-2.0
#include "api/fields.hpp"

#include <gtest/gtest.h>

#include "api/embedding_text.hpp"
#include "api/picture_text.hpp"
#include "base/base64.hpp"

namespace facelatch::api {
namespace {

using base::ErrorCode;

http::Request request_of(std::string_view type, std::string_view body,
                         std::string_view query = {}) {
  http::Request request;
  request.headers.add("Content-Type", type);
  request.body = http::Content(base::Bytes(body.begin(), body.end()));
  if (const auto parsed = http::parse_query(query)) request.target.query = *parsed;
  return request;
}

base::Result<Fields> fields_of(std::string_view type, std::string_view body,
                               std::string_view query = {}) {
  auto request = request_of(type, body, query);
  return Fields::read(request, "image");
}

Fields json_fields(std::string_view body) { return *fields_of("application/json", body); }
Fields query_fields(std::string_view query) { return *fields_of("", "", query); }

constexpr std::string_view kPng = "\x89PNG\r\n\x1a\n and the rest";

TEST(Fields, FalseInAFormIsFalseAndTextsOfJsonAreNoFlags) {
  for (const auto& [text, wanted] : {std::pair("a=false", false), std::pair("a=0", false),
                                     std::pair("a=NO", false), std::pair("a=true", true)}) {
    auto fields = query_fields(text);
    bool flag = !wanted;
    fields.read_flag("a", flag);
    EXPECT_TRUE(fields.finish());
    EXPECT_EQ(flag, wanted) << text;
  }
  auto fields = json_fields(R"({"a":"false"})");
  bool flag = true;
  fields.read_flag("a", flag);
  EXPECT_FALSE(fields.finish());
}

TEST(Fields, TimesAreThoseOfRfc3339) {
  std::optional<base::UnixTime> time;
  auto fields = query_fields("from=1970-01-01T00:00:01Z");
  fields.read_time("from", time);
  EXPECT_EQ(time, base::UnixTime(std::chrono::seconds(1)));
  auto wrong = query_fields("from=yesterday");
  wrong.read_time("from", time);
  EXPECT_EQ(wrong.finish().error().code, ErrorCode::invalid_argument);
}

TEST(Fields, NullIsTakenWhereItMeansSomethingAndRefusedElsewhere) {
  auto fields = json_fields(R"({"reference":null,"name":null})");
  EXPECT_TRUE(fields.take_null("reference"));
  EXPECT_TRUE(json_fields(R"({"reference":"null"})").take_null("reference") == false);
  std::string name;
  fields.read_text("name", name);
  EXPECT_EQ(fields.finish().error().code, ErrorCode::invalid_argument);
}

TEST(Fields, NumbersOutOfRangeOrOfAnotherTypeAreRefusedByName) {
  for (const auto* body : {R"({"side":0})", R"({"side":5})", R"({"side":1.5})", R"({"side":"2"})",
                           R"({"side":null})", R"({"side":1e300})", R"({"side":[2]})"}) {
    auto fields = json_fields(body);
    int side = 3;
    fields.read_integer("side", {1, 4}, side);
    const auto finished = fields.finish();
    ASSERT_FALSE(finished) << body;
    EXPECT_TRUE(finished.error().message.starts_with("side ")) << finished.error().message;
    EXPECT_EQ(side, 3);
  }
  for (const auto* query : {"side=nan", "side=inf", "side=", "side=2x", "side=+2"}) {
    auto fields = query_fields(query);
    int side = 3;
    fields.read_integer("side", {1, 4}, side);
    EXPECT_FALSE(fields.finish()) << query;
  }
}

TEST(Fields, AnAbsentFieldLeavesWhatWasThere) {
  auto fields = json_fields("{}");
  double number = 0.5;
  std::string text = "kept";
  fields.read_number("number", {0, 1}, number);
  fields.read_text("text", text);
  EXPECT_TRUE(fields.finish());
  EXPECT_EQ(number, 0.5);
  EXPECT_EQ(text, "kept");
}

TEST(Fields, TheFirstMistakeIsTold) {
  auto fields = json_fields(R"({"a":7,"b":7})");
  bool flag = false;
  fields.read_flag("b", flag);
  fields.read_flag("a", flag);
  EXPECT_EQ(fields.finish().error().message, "b must be true or false.");
}

TEST(Fields, WhatNobodyAskedForIsRefusedUnlessIgnored) {
  const auto fields = json_fields(R"({"colour":1})");
  EXPECT_EQ(fields.finish().error().message, "There is no field called colour.");
  EXPECT_TRUE(fields.finish(Unknown::ignored));
}

TEST(Fields, ANameGivenTwiceIsRefused) {
  auto fields = query_fields("a=1&a=0");
  bool flag = false;
  fields.read_flag("a", flag);
  EXPECT_FALSE(fields.finish());
}

TEST(Fields, ABarePictureIsOneWhateverCurlClaims) {
  for (const auto* type :
       {"", "image/png", "application/octet-stream", "application/x-www-form-urlencoded"}) {
    auto fields = fields_of(type, kPng);
    ASSERT_TRUE(fields) << type;
    const auto picture = fields->take_picture("image");
    ASSERT_TRUE(picture) << type;
    EXPECT_EQ(picture->text(), kPng);
  }
  EXPECT_EQ(fields_of("text/plain", kPng).error().code, ErrorCode::unsupported_format);
}

TEST(Fields, BodiesThatAreNoJsonObjectAreRefused) {
  const auto deep = R"({"a":)" + std::string(100'000, '[');
  for (const std::string_view body : {std::string_view(""), std::string_view("["),
                                      std::string_view("[]"), std::string_view(R"({"a":1,})"),
                                      std::string_view(R"({"a":1} x)"), std::string_view(deep)}) {
    EXPECT_FALSE(fields_of("application/json", body)) << body.substr(0, 20);
  }
}

TEST(Fields, ABatchKeepsEachPictureOrWhatIsWrongWithIt) {
  const auto text = base::to_base64(base::Bytes(kPng.begin(), kPng.end()));
  auto fields = json_fields(R"({"images":[")" + text + R"(",7,"http://a/b.png"]})");
  const auto pictures = fields.take_pictures("images");
  ASSERT_EQ(pictures.size(), 3U);
  EXPECT_EQ(pictures[0].content->text(), kPng);
  EXPECT_FALSE(pictures[1].content);
  EXPECT_FALSE(pictures[2].content);
  EXPECT_TRUE(fields.finish());
}

TEST(PictureText, ReadsBase64AndDataUrisAndNothingElse) {
  const auto text = base::to_base64(base::Bytes(kPng.begin(), kPng.end()));
  EXPECT_TRUE(picture_from_text(text));
  EXPECT_TRUE(picture_from_text("data:image/png;base64," + text));
  EXPECT_TRUE(picture_from_text("DATA:;base64," + text));
  for (const auto* other : {"", "data:", "data:image/png,abc", "http://a/b", "FILE:///etc/passwd",
                            "/etc/passwd", "a/b.jpg", "photo.jpg", "ä"}) {
    EXPECT_EQ(picture_from_text(other).error().code, ErrorCode::invalid_argument) << other;
  }
}

TEST(EmbeddingText, IsTheSameAsNumbersAndAsBase64) {
  const std::vector<float> values{1, -0.5F, 3e-8F};
  EXPECT_EQ(embedding_from_text(float32_base64(values)).value(), values);
  EXPECT_EQ(embedding_from_text("[1,-0.5,3e-8]").value(), values);
  for (const auto* text : {"", "AAA", "AAAAA", "[1,\"2\"]", "[[1]]", "[1", "{}"}) {
    EXPECT_FALSE(embedding_from_text(text)) << text;
  }
}

}  // namespace
}  // namespace facelatch::api
