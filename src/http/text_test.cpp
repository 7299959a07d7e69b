// SPDX-License-Identifier: Apache-2.0
// The small grammars: targets, queries, parameterized values, JSON text, traces, header fields.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <cmath>
#include <limits>
#include <set>

#include "http/json_text.hpp"
#include "http/media_type.hpp"
#include "http/response_head.hpp"
#include "http/target.hpp"
#include "http/trace_context.hpp"

namespace facelatch::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

TEST(Target, IsSplitAndDecoded) {
  const auto target = parse_target("/a%20b/c%2Fd?x=1&y=a+b&x=2&flag#fragment");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->raw_path, "/a%20b/c%2Fd");
  EXPECT_EQ(target->path, "/a b/c/d");
  EXPECT_THAT(target->query.pairs(),
              ElementsAre(Pair("x", "1"), Pair("y", "a b"), Pair("x", "2"), Pair("flag", "")));
  EXPECT_EQ(target->query.find("x"), "1");
  EXPECT_EQ(target->query.find("z"), std::nullopt);
}

TEST(Target, MayBeAbsoluteOrAStar) {
  EXPECT_EQ(parse_target("http://example.com:80/a?b=c")->raw_path, "/a");
  EXPECT_EQ(parse_target("http://example.com")->raw_path, "/");
  EXPECT_EQ(parse_target("http://example.com?b=c")->raw_path, "/");
  EXPECT_EQ(parse_target("*")->raw_path, "*");
}

TEST(Target, ThatIsBrokenIsRefused) {
  for (const auto* text : {"", "a", "?a", "/%", "/%1", "/%gg", "/%00", "/a?b=%00", "/a?%=b"}) {
    EXPECT_FALSE(parse_target(text)) << text;
  }
  EXPECT_FALSE(parse_target(std::string_view("/a\0b", 4)));
  EXPECT_FALSE(parse_target("/a\x7f"));
}

TEST(Target, HasABoundedQuery) {
  EXPECT_TRUE(parse_target("/?a&b&c", 3));
  EXPECT_FALSE(parse_target("/?a&b&c", 2));
  EXPECT_EQ(parse_target("/?&&a&&", 1)->query.pairs().size(), 1U);
}

TEST(ParameterizedValue, IsSplitAtItsSemicolons) {
  const auto value = parse_parameterized("Text/Plain ; Charset = utf-8;a=\"x;\\\"y\\\\\" ;; b=c ");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->value, "text/plain");
  EXPECT_EQ(value->find("charset"), "utf-8");
  EXPECT_EQ(value->find("a"), "x;\"y\\");
  EXPECT_EQ(value->find("b"), "c");
  EXPECT_EQ(value->find("c"), std::nullopt);
}

TEST(ParameterizedValue, ThatIsBrokenIsNone) {
  for (const auto* text : {"", ";a=b", "x;a", "x;=b", "x;a=\"b", "x;a=\"b\"c", "x;a=1;A=2"}) {
    EXPECT_FALSE(parse_parameterized(text)) << text;
  }
}

std::string json_of(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

TEST(JsonText, EscapesWhatItMust) {
  EXPECT_EQ(json_of("a\"b\\c\n\r\t\x01/"), R"("a\"b\\c\n\r\t\u0001/")");
  EXPECT_EQ(json_of("\xf0\x9f\x99\x82 \xc3\xa9"), "\"\xf0\x9f\x99\x82 \xc3\xa9\"");
}

TEST(JsonText, IsAlwaysValid) {
  // A lone continuation, an overlong form, a surrogate, beyond Unicode, and one that breaks off.
  for (const auto* text :
       {"\x80", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "a\xff"}) {
    boost::system::error_code error;
    const auto value = boost::json::parse(json_of(text), error);
    ASSERT_FALSE(error) << json_of(text);
    EXPECT_THAT(std::string(value.as_string()), HasSubstr("\xef\xbf\xbd"));
  }
}

TEST(JsonText, NumbersReadBackAsTheSame) {
  std::string json;
  append_json_array(json, std::array{1.0F, 0.1F, -0.0F, 1e-30F, 3.4028235e38F});
  EXPECT_EQ(json, "[1,0.1,-0,1e-30,3.4028235e+38]");
  json.clear();
  append_json_array(json, std::array{std::numeric_limits<float>::infinity(), std::nanf("")});
  EXPECT_EQ(json, "[null,null]");
  json.clear();
  append_json_array(json, {});
  EXPECT_EQ(json, "[]");
}

constexpr auto kParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(Trace, IsContinuedWithASpanOfOurOwn) {
  const auto trace = continue_trace(kParent);
  EXPECT_EQ(trace.trace_id_text(), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_NE(trace.span_id_text(), "00f067aa0ba902b7");
  EXPECT_TRUE(trace.sampled);
  EXPECT_TRUE(parse_traceparent(trace.traceparent()));
}

TEST(Trace, OfALaterVersionIsReadAsFarAsItIsKnown) {
  EXPECT_TRUE(
      parse_traceparent("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future"));
  EXPECT_FALSE(
      parse_traceparent("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what-the-future"));
}

TEST(Trace, ThatIsInvalidIsIgnored) {
  for (const auto* text : {"", "00", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                           "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                           "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                           "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                           "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                           "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01"}) {
    EXPECT_FALSE(parse_traceparent(text)) << text;
    EXPECT_NE(continue_trace(text).trace_id, TraceContext().trace_id);
  }
}

TEST(Accept, NamesAMediaType) {
  EXPECT_TRUE(
      accepts("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"));
  EXPECT_TRUE(accepts("application/json, Text/HTML ; q=0.5", "text/html"));
  EXPECT_FALSE(accepts("*/*", "text/html"));
  EXPECT_FALSE(accepts("text/*", "text/html"));
  EXPECT_FALSE(accepts("application/json, text/html;q=0.0", "text/html"));
  EXPECT_FALSE(accepts("", "text/html"));
  EXPECT_FALSE(accepts(",,;", "text/html"));
}

TEST(Trace, RequestIdsAreUnique) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(new_request_id());
  EXPECT_EQ(ids.size(), 1000U);
  EXPECT_EQ(ids.begin()->size(), 32U);
}

TEST(ResponseHead, CannotBeForgedByAHandler) {
  auto response = text_response(200, "x");
  response.headers.add("X-Name", "a\r\nSet-Cookie: b");
  response.headers.add("Content-Length", "7");
  response.headers.add("connection", "upgrade");
  ResponseFrame frame;
  frame.length = 1;
  const auto head = response_head(response, frame);
  EXPECT_THAT(head, HasSubstr("X-Name: a  Set-Cookie: b\r\n"));
  EXPECT_THAT(head, HasSubstr("Content-Length: 1\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Content-Length: 7")));
  EXPECT_THAT(head, Not(HasSubstr("upgrade")));
}

}  // namespace
}  // namespace facelatch::http
