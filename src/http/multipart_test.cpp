// SPDX-License-Identifier: Apache-2.0
#include "http/multipart.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "http/test_parts.hpp"

namespace facelatch::http {
namespace {

using base::ErrorCode;

constexpr std::string_view kBoundary = "frontier";

/// All of it at once.
base::Result<std::vector<SeenPart>> parsed(std::string_view body,
                                           std::string_view boundary = kBoundary,
                                           MultipartLimits limits = {}) {
  return parse_in_pieces(body, boundary, limits, [&](std::size_t) { return body.size(); });
}

ErrorCode error_of(std::string_view body, MultipartLimits limits = {}) {
  const auto result = parsed(body, kBoundary, limits);
  EXPECT_FALSE(result);
  return result ? ErrorCode::internal : result.error().code;
}

SeenPart field(std::string name, std::string content) {
  return {std::move(name), std::nullopt, "", std::move(content)};
}

/// A part with a plain Content-Disposition.
std::string part(std::string_view name, std::string_view content) {
  return fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", kBoundary,
                     name, content);
}

std::string end() { return fmt::format("--{}--\r\n", kBoundary); }

/// One part with these header lines, each without its CR LF.
std::string with_headers(const std::vector<std::string>& lines) {
  auto text = fmt::format("--{}\r\n", kBoundary);
  for (const auto& line : lines) text += line + "\r\n";
  return text + "\r\nx\r\n" + end();
}

// As a browser sends it.
const std::string kTypical =
    "--frontier\r\n"
    "Content-Disposition: form-data; name=\"image\"; filename=\"face.jpg\"\r\n"
    "Content-Type: image/jpeg\r\n"
    "\r\n"
    "\xff\xd8 two\r\nlines \r\n--fron \r\n\r\n"
    "--frontier\r\n"
    "Content-Disposition: form-data; name=\"model\"\r\n"
    "\r\n"
    "arcface\r\n"
    "--frontier--\r\n";

std::vector<SeenPart> typical_parts() {
  return {{"image", "face.jpg", "image/jpeg", "\xff\xd8 two\r\nlines \r\n--fron \r\n"},
          field("model", "arcface")};
}

TEST(Multipart, AFileAndAFieldComeInTheirOrder) { EXPECT_EQ(parsed(kTypical), typical_parts()); }

TEST(Multipart, ACutAtAnyByteMakesNoDifference) {
  for (std::size_t cut = 0; cut <= kTypical.size(); ++cut) {
    const auto parts = parse_in_pieces(kTypical, kBoundary, {}, [&](std::size_t position) {
      return position < cut ? cut : kTypical.size();
    });
    EXPECT_EQ(parts, typical_parts()) << "cut at byte " << cut;
  }
}

TEST(Multipart, SingleBytesMakeNoDifference) {
  const auto parts =
      parse_in_pieces(kTypical, kBoundary, {}, [](std::size_t position) { return position + 1; });
  EXPECT_EQ(parts, typical_parts());
}

TEST(Multipart, RandomCutsMakeNoDifference) {
  std::mt19937 random(7);
  for (int i = 0; i < 500; ++i) {
    const auto parts = parse_in_pieces(kTypical, kBoundary, {}, [&](std::size_t position) {
      return std::min(position + 1 + random() % 40, kTypical.size());
    });
    EXPECT_EQ(parts, typical_parts());
  }
}

TEST(Multipart, APartMayBeEmpty) {
  EXPECT_EQ(parsed(part("a", "") + part("b", "x") + end()),
            (std::vector{field("a", ""), field("b", "x")}));
}

// The CR LF of the empty line is then that of the delimiter too (some clients do so).
TEST(Multipart, AnEmptyPartMayLackItsOwnLineEnd) {
  EXPECT_EQ(parsed("--frontier\r\nContent-Disposition: form-data; name=a\r\n\r\n--frontier--"),
            (std::vector{field("a", "")}));
}

TEST(Multipart, AFormMayHaveNoParts) { EXPECT_EQ(parsed(end()), std::vector<SeenPart>()); }

TEST(Multipart, WhatStandsBeforeAndBehindIsIgnored) {
  EXPECT_EQ(parsed("a preamble\r\n--front\r\n" + part("a", "x") + end() +
                   "an epilogue\r\n--frontier\r\nnot a part"),
            (std::vector{field("a", "x")}));
}

TEST(Multipart, ThePreambleMayBeAnEmptyLine) {
  EXPECT_EQ(parsed("\r\n" + part("a", "x") + end()), (std::vector{field("a", "x")}));
}

TEST(Multipart, PaddingBehindADelimiterIsIgnored) {
  EXPECT_EQ(parsed("--frontier \t\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n"
                   "--frontier--  "),
            (std::vector{field("a", "x")}));
}

TEST(Multipart, LookalikesOfTheDelimiterAreContent) {
  for (const std::string content :
       {"\r\n--frontiers\r\n", "text --frontier", "\r\n--frontier-", "\r\n--frontier -- ",
        "\r\n-frontier", "\r\r\n--frontie", "\n--frontier--", "\r\n\r\n--frontie\r\n--frontierX",
        "\r\n--frontier\n", "\r\n--FRONTIER--", "\r", "\r\n", "-", "\r\n--"}) {
    for (const std::size_t step : {1UL, 3UL, 1000UL}) {
      const auto body = part("a", content) + end();
      const auto parts = parse_in_pieces(body, kBoundary, {},
                                         [&](std::size_t position) { return position + step; });
      EXPECT_EQ(parts, (std::vector{field("a", content)})) << testing::PrintToString(content);
    }
  }
}

TEST(Multipart, AFormInsideOfAFileIsContent) {
  const auto inner =
      "--inner\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\ny\r\n--inner--\r\n";
  EXPECT_EQ(parsed(part("a", inner) + end()), (std::vector{field("a", inner)}));
}

TEST(Multipart, ABoundaryThatBeginsLikeAnotherIsToldApart) {
  const std::string body =
      "--a\r\nContent-Disposition: form-data; name=x\r\n\r\n--aa--\r\n\r\n--a-\r\n--a--";
  const auto parts = parsed(body, "a");
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 1U);
  EXPECT_EQ(parts->front().content, "--aa--\r\n\r\n--a-");
}

TEST(Multipart, ABodyWithoutItsEndIsRefused) {
  EXPECT_EQ(error_of(""), ErrorCode::invalid_argument);
  EXPECT_EQ(error_of("--frontier"), ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(part("a", "x")), ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(part("a", "x") + "--frontier\r\n"), ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(part("a", "x") + "--frontier-"), ErrorCode::invalid_argument);
}

TEST(Multipart, ABodyWithoutItsBoundaryIsRefusedSoon) {
  EXPECT_EQ(error_of(std::string(100'000, 'x')), ErrorCode::invalid_argument);
}

TEST(Multipart, ThePreambleIsBoundedHoweverItIsCut) {
  const MultipartLimits limits{.parts = 1, .header_bytes = 100};
  const auto body = "x\r\n--frontier no\r\n" + std::string(90, 'x') + "\r\n" + end();
  for (const std::size_t step : {1UL, 10UL, 1000UL}) {
    EXPECT_FALSE(parse_in_pieces(body, kBoundary, limits,
                                 [&](std::size_t position) { return position + step; }));
  }
}

TEST(Multipart, LinesMustEndInCrLf) {
  EXPECT_FALSE(parsed("--frontier\nContent-Disposition: form-data; name=a\n\nx\n--frontier--\n"));
}

TEST(Multipart, APartNeedsADispositionWithAName) {
  EXPECT_EQ(error_of(with_headers({})), ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(with_headers({"Content-Type: text/plain"})), ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(with_headers({"Content-Disposition: form-data"})),
            ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(with_headers({"Content-Disposition: attachment; name=a"})),
            ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(with_headers({"Content-Disposition: form-data; name=\"a"})),
            ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(with_headers({"Content-Disposition: form-data; name=a; name=b"})),
            ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(with_headers({"no colon"})), ErrorCode::invalid_argument);
  EXPECT_EQ(error_of(with_headers({": no name"})), ErrorCode::invalid_argument);
}

std::optional<std::string> file_name_in(std::string_view parameters) {
  const auto parts =
      parsed(with_headers({fmt::format("content-DISPOSITION: Form-Data; name=a; {}", parameters)}));
  if (!parts) return "refused: " + parts.error().message;
  return parts->front().file_name;
}

TEST(Multipart, FileNamesOfEveryBrowserAreRead) {
  EXPECT_EQ(file_name_in(R"(filename="a b.jpg")"), "a b.jpg");
  EXPECT_EQ(file_name_in("filename=plain.jpg"), "plain.jpg");
  EXPECT_EQ(file_name_in(R"(filename="C:\fakepath\a.jpg")"), R"(C:\fakepath\a.jpg)");
  EXPECT_EQ(file_name_in(R"(filename="a\"b.jpg")"), R"(a"b.jpg)");
  EXPECT_EQ(file_name_in(R"(filename="semi;colon.jpg")"), "semi;colon.jpg");
  EXPECT_EQ(file_name_in(R"(filename="../../etc/passwd")"), "../../etc/passwd") << "never a path";
  EXPECT_EQ(file_name_in(R"(filename="")"), "");
  EXPECT_EQ(file_name_in("filename=\"gr\xc3\xbc\xc3\x9f.jpg\""), "gr\xc3\xbc\xc3\x9f.jpg");
}

TEST(Multipart, ExtendedFileNamesAreDecoded) {
  EXPECT_EQ(file_name_in("filename*=UTF-8''na%C3%AFve%20file.jpg"), "na\xc3\xafve file.jpg");
  EXPECT_EQ(file_name_in("filename*=UTF-8'en'%e2%82%ac.jpg"), "\xe2\x82\xac.jpg");
  EXPECT_EQ(file_name_in("filename=\"plain.jpg\"; filename*=UTF-8''other.jpg"), "plain.jpg");
  EXPECT_EQ(file_name_in("filename*=UTF-8''broken%"), "") << "it is a file all the same";
}

TEST(Multipart, AnEncodingOfItsOwnIsRefused) {
  const auto disposition = "Content-Disposition: form-data; name=a";
  EXPECT_EQ(error_of(with_headers({disposition, "Content-Transfer-Encoding: base64"})),
            ErrorCode::invalid_argument);
  EXPECT_TRUE(parsed(with_headers({disposition, "Content-Transfer-Encoding: Binary"})));
}

TEST(Multipart, ThePartsAreCounted) {
  std::string body;
  for (int i = 0; i < 3; ++i) body += part("a", "x");
  EXPECT_TRUE(parsed(body + end(), kBoundary, {.parts = 3, .header_bytes = 8192}));
  EXPECT_EQ(error_of(body + end(), {.parts = 2, .header_bytes = 8192}), ErrorCode::too_large);
}

TEST(Multipart, TheHeadersOfAPartAreBounded) {
  const MultipartLimits limits{.parts = 9, .header_bytes = 100};
  const auto disposition = std::string("Content-Disposition: form-data; name=a");
  EXPECT_TRUE(parsed(with_headers({disposition}), kBoundary, limits));
  EXPECT_EQ(error_of(with_headers({disposition, "X: " + std::string(100, 'x')}), limits),
            ErrorCode::too_large);
  EXPECT_EQ(error_of("--frontier\r\n" + std::string(1000, 'x'), limits), ErrorCode::too_large);
  EXPECT_EQ(error_of(with_headers(std::vector<std::string>(20, "X: y"))),
            ErrorCode::invalid_argument);
}

TEST(Multipart, WhatTheConsumerSaysEndsTheParsing) {
  class Refusing final : public PartConsumer {
    base::Result<void> begin(PartHead) override { return {}; }
    base::Result<void> data(std::span<const std::uint8_t>) override {
      return base::failure(ErrorCode::overloaded, "No more.");
    }
    base::Result<void> end() override { return {}; }
  } consumer;
  MultipartParser parser(kBoundary, {}, consumer);
  const auto fed = parser.feed(bytes_of(kTypical));
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().code, ErrorCode::overloaded);
}

TEST(Multipart, ManyLookalikesTakeNoLongerThanTheirSizeDeserves) {
  std::string content;
  while (content.size() < (4UL << 20U)) content += "\r\n--frontie";
  const auto parts = parse_in_pieces(part("a", content) + end(), kBoundary, {},
                                     [](std::size_t position) { return position + 1000; });
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->front().content, content);
}

TEST(Boundary, IsReadWithAndWithoutQuotes) {
  EXPECT_EQ(boundary_of("multipart/form-data; boundary=abc"), "abc");
  EXPECT_EQ(boundary_of("Multipart/Form-Data; charset=utf-8; Boundary=\"a b'()+_,-./:=?\""),
            "a b'()+_,-./:=?");
  EXPECT_EQ(boundary_of("multipart/form-data;boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW"),
            "----WebKitFormBoundary7MA4YWxkTrZu0gW");
  EXPECT_EQ(boundary_of("multipart/form-data; boundary=" + std::string(70, 'x')),
            std::string(70, 'x'));
}

TEST(Boundary, MustBeOneThatTheStandardPermits) {
  for (const std::string& parameter :
       {std::string(), std::string("; boundary="), std::string("; boundary=\"\""),
        std::string("; boundary=\"ends in space \""), std::string("; boundary=a\"b"),
        "; boundary=" + std::string(71, 'x'), std::string("; boundary=\"unclosed"),
        std::string("; boundary=a; boundary=b"), std::string("; boundary=\"a\r\nb\"")}) {
    EXPECT_FALSE(boundary_of("multipart/form-data" + parameter)) << parameter;
  }
  EXPECT_FALSE(boundary_of("multipart/mixed; boundary=a"));
  EXPECT_FALSE(boundary_of(""));
}

}  // namespace
}  // namespace facelatch::http
