// SPDX-License-Identifier: Apache-2.0
#include "imaging/decode.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include "imaging/encode.hpp"
#include "imaging/test_pictures.hpp"

namespace facelatch::imaging {
namespace {

using base::ErrorCode;

TEST(Decode, RefusesNoBytesAtAll) {
  const auto picture = decode({});
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().code, ErrorCode::corrupt);
}

TEST(Decode, RefusesMoreBytesThanTheLimit) {
  const auto bytes = *encode_png(quarters().view());
  const auto picture = decode(bytes, {.limits = {.bytes = bytes.size() - 1}});
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().code, ErrorCode::too_large);
  EXPECT_TRUE(decode(bytes, {.limits = {.bytes = bytes.size()}}));
}

TEST(Decode, DoesNotBeginWhenTheTimeIsOver) {
  const auto past = base::Deadline::after(std::chrono::seconds(-1));
  const auto picture = decode(*encode_png(quarters().view()), {.limits = {.deadline = past}});
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().code, ErrorCode::deadline_exceeded);
}

TEST(Decode, SaysHowLargeThePictureIsAndHowLargeItMayBe) {
  const auto picture = decode(*encode_png(quarters().view()), {.limits = {.pixels = 1000}});
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().message,
            "The picture is 96 x 64 pixels; at most 1000 pixels are read.");
}

TEST(Decode, GivesTheSameAnswerOnManyThreadsAtOnce) {
  const auto jpeg = *encode_jpeg(quarters().view());
  const auto png = *encode_png(quarters().view());
  const auto webp = encode_lossless_webp(quarters());
  const auto reference = decode(jpeg)->image;
  std::vector<std::jthread> threads;
  std::vector<int> wrong(8);
  threads.reserve(wrong.size());
  for (auto& count : wrong) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const auto first = decode(jpeg);
        const auto second = decode(png);
        const auto third = decode(webp);
        if (!first || !second || !third ||
            !std::ranges::equal(first->image.pixels(), reference.pixels()) ||
            !std::ranges::equal(second->image.pixels(), third->image.pixels())) {
          ++count;
        }
      }
    });
  }
  threads.clear();
  EXPECT_TRUE(std::ranges::all_of(wrong, [](int count) { return count == 0; }));
}

}  // namespace
}  // namespace facelatch::imaging
