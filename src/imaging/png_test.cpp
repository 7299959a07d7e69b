// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "imaging/decode.hpp"
#include "imaging/encode.hpp"
#include "imaging/resize.hpp"
#include "imaging/test_pictures.hpp"
#include "testing/data.hpp"
#include "testing/peak_memory.hpp"

namespace facelatch::imaging {
namespace {

using base::ErrorCode;

TEST(Png, KeepsEveryColour) {
  const auto picture = decode(*encode_png(quarters().view()));
  ASSERT_TRUE(picture);
  expect_quarters(picture->image, 0);
}

TEST(Png, IsUprightForAllEightOrientations) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    SCOPED_TRACE(orientation);
    const auto png = *encode_png(quarters_stored(orientation).view());
    const auto picture = decode(png_with_exif(png, exif_block(orientation)));
    ASSERT_TRUE(picture);
    expect_quarters(picture->image, 0);
    EXPECT_EQ(picture->exif_orientation, orientation);
    EXPECT_EQ(picture->original, (Size{96, 64}));
  }
}

TEST(Png, ThatEndsTooEarlyIsCorrupt) {
  const auto png = *encode_png(quarters().view());
  for (std::size_t size = 8; size < png.size(); ++size) {
    const auto picture = decode(std::span(png).first(size));
    ASSERT_FALSE(picture) << size;
    ASSERT_EQ(picture.error().code, ErrorCode::corrupt);
  }
}

TEST(Png, WithAChangedByteIsCorrupt) {
  auto png = *encode_png(quarters().view());
  png[png.size() - 20] ^= 1U;  // in the last IDAT
  const auto picture = decode(png);
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().code, ErrorCode::corrupt);
}

TEST(Png, BeyondALimitIsRefusedWithLittleMemory) {
  const testing::PeakMemory memory;
  for (const auto* name : {"bomb_30000x30000_1bit.png", "bomb_20000x20000_rgb.png"}) {
    const auto bytes = shared_file(std::string("awkward/gen/") + name);
    const auto picture = decode(bytes);
    ASSERT_FALSE(picture);
    EXPECT_EQ(picture.error().code, ErrorCode::too_large);
  }
  EXPECT_LT(memory.growth_bytes(), 8U << 20U);
}

TEST(Png, OfTheSuiteIsTheSameInterlacedAndPlain) {
  const std::filesystem::path folder = testing::shared_data("awkward/pngsuite");
  int pairs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    // basi0g01 and basn0g01, s01i3p01 and s01n3p01: the fourth letter says which.
    const auto& plain = entry.path();
    auto name = plain.filename().string();
    if (!plain.string().ends_with(".png") || name[3] != 'n') continue;
    name[3] = 'i';
    if (!std::filesystem::exists(folder / name)) continue;
    const auto first = decode(*base::read_file(plain, 1U << 20U));
    const auto second = decode(*base::read_file(folder / name, 1U << 20U));
    ASSERT_TRUE(first && second) << name;
    EXPECT_TRUE(std::ranges::equal(first->image.pixels(), second->image.pixels())) << name;
    ++pairs;
  }
  EXPECT_GE(pairs, 30);
}

TEST(Png, OfTheSuiteDecodesExactlyIfItIsSound) {
  int sound = 0;
  int broken = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(testing::shared_data("awkward/pngsuite"))) {
    const auto name = entry.path().filename().string();
    if (!name.ends_with(".png")) continue;
    const bool is_broken = name.starts_with('x');
    const auto picture = decode(*base::read_file(entry.path(), 1U << 20U));
    EXPECT_EQ(picture.has_value(), !is_broken) << name;
    ++(is_broken ? broken : sound);
  }
  EXPECT_GE(sound, 150);
  EXPECT_GE(broken, 14);
}

TEST(Png, KeepsTheColourUnderTransparency) {
  // Alpha is 0 everywhere in the first; the second is the same portrait.
  const auto hidden = decode(shared_file("awkward/gen/rgba_all_transparent.png"));
  const auto shown = decode(shared_file("awkward/gen/png_named.jpg"));
  ASSERT_TRUE(hidden && shown);
  EXPECT_TRUE(std::ranges::equal(hidden->image.pixels(), shown->image.pixels()));
}

}  // namespace
}  // namespace facelatch::imaging
