// SPDX-License-Identifier: Apache-2.0
#include "vision/mtcnn_pyramid.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace facelatch::vision {
namespace {

std::vector<PyramidLevel> levels_of(imaging::Size picture) {
  return pyramid_levels(picture, 20, 0.709F);
}

TEST(Pyramid, HasTheLevelsOfTheReference) {
  const auto levels = levels_of({640, 480});
  ASSERT_EQ(levels.size(), 10U);
  EXPECT_EQ(levels[0].size, (imaging::Size{384, 288}));
  EXPECT_EQ(levels[1].size, (imaging::Size{272, 204}));
  EXPECT_EQ(levels[9].size, (imaging::Size{17, 13}));
  EXPECT_FLOAT_EQ(levels[0].scale, 0.6F);
}

TEST(Pyramid, StartsLaterForLargerFacesAndNeverGoesBelowOneWindow) {
  const auto levels = pyramid_levels({640, 480}, 80, 0.709F);
  EXPECT_EQ(levels[0].size, (imaging::Size{96, 72}));
  for (const auto& level : levels) {
    EXPECT_GE(std::min(level.size.width, level.size.height), kProposalWindow);
  }
  EXPECT_TRUE(levels_of({19, 19}).empty());
  EXPECT_TRUE(levels_of({5000, 12}).empty());
}

RC_GTEST_PROP(Pyramid, EveryWindowOfEveryLevelLiesOnOneSheetOnce, ()) {
  const imaging::Size picture{*rc::gen::inRange(12, 3000), *rc::gen::inRange(12, 3000)};
  const auto levels = levels_of(picture);
  std::map<std::size_t, std::set<std::pair<int, int>>> windows;
  for (const auto& sheet : lay_out(levels)) {
    for (const auto& piece : sheet.pieces) {
      const auto& source = piece.source;
      RC_ASSERT(source.x >= 0 && source.y >= 0);
      RC_ASSERT(source.x + source.size.width <= levels[piece.level].size.width);
      RC_ASSERT(source.y + source.size.height <= levels[piece.level].size.height);
      RC_ASSERT(piece.x % 2 == 0 && piece.y % 2 == 0 && source.x % 2 == 0 && source.y % 2 == 0);
      // A cut window must be cut by the sheet's edge as it is by the level's.
      RC_ASSERT(source.size.width % 2 == 0 || piece.x + source.size.width == sheet.size.width);
      RC_ASSERT(source.size.height % 2 == 0 || piece.y + source.size.height == sheet.size.height);
      for (int y = 0; y < window_count(source.size.height); ++y) {
        for (int x = 0; x < window_count(source.size.width); ++x) {
          const std::pair window{source.x / 2 + x, source.y / 2 + y};
          RC_ASSERT(windows[piece.level].insert(window).second);
        }
      }
    }
  }
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto [width, height] = levels[i].size;
    const auto expected = static_cast<std::size_t>(window_count(width)) *
                          static_cast<std::size_t>(window_count(height));
    RC_ASSERT(windows[i].size() == expected);
  }
}

RC_GTEST_PROP(Pyramid, PiecesOfASheetDoNotOverlap, ()) {
  const imaging::Size picture{*rc::gen::inRange(12, 2000), *rc::gen::inRange(12, 2000)};
  for (const auto& sheet : lay_out(levels_of(picture))) {
    for (std::size_t i = 0; i < sheet.pieces.size(); ++i) {
      const auto& a = sheet.pieces[i];
      RC_ASSERT(a.x >= 0 && a.x + a.source.size.width <= sheet.size.width);
      RC_ASSERT(a.y >= 0 && a.y + a.source.size.height <= sheet.size.height);
      for (std::size_t j = 0; j < i; ++j) {
        const auto& b = sheet.pieces[j];
        RC_ASSERT(a.x + a.source.size.width <= b.x || b.x + b.source.size.width <= a.x ||
                  a.y + a.source.size.height <= b.y || b.y + b.source.size.height <= a.y);
      }
    }
  }
}

TEST(Pyramid, SheetsComeInFewSizes) {
  std::set<std::pair<int, int>> sizes;
  for (int width = 30; width < 2000; width += 37) {
    for (int height = 30; height < 1500; height += 41) {
      for (const auto& sheet : lay_out(levels_of({width, height}))) {
        sizes.emplace(sheet.size.width, sheet.size.height);
      }
    }
  }
  EXPECT_LE(sizes.size(), 35U);
}

TEST(Pyramid, SheetsWasteLittle) {
  for (const imaging::Size picture :
       {imaging::Size{640, 480}, {640, 360}, {480, 640}, {250, 250}}) {
    const auto levels = levels_of(picture);
    int used = 0;
    for (const auto& level : levels) used += level.size.width * level.size.height;
    int whole = 0;
    for (const auto& sheet : lay_out(levels)) whole += sheet.size.width * sheet.size.height;
    EXPECT_LT(whole, 1.7 * used) << picture.width << 'x' << picture.height;
  }
}

}  // namespace
}  // namespace facelatch::vision
