// SPDX-License-Identifier: Apache-2.0
#include <gif_lib.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "imaging/decode.hpp"
#include "imaging/test_pictures.hpp"

namespace facelatch::imaging {
namespace {

using base::Bytes;
using base::ErrorCode;

enum class RowOrder { plain, interlaced };

struct Frame {
  int left = 0;
  int top = 0;
  Size size;
  RowOrder order = RowOrder::plain;
};

int append(GifFileType* file, const GifByteType* bytes, int count) {
  auto& target = *static_cast<Bytes*>(file->UserData);
  target.insert(target.end(), bytes, bytes + count);
  return count;
}

/// The colours of quarters() at 0 to 3, black behind them.
std::array<GifColorType, 8> palette() {
  std::array<GifColorType, 8> colours{};
  const auto image = quarters();
  for (std::size_t i = 0; i < 4; ++i) {
    const auto row = image.view().row(i < 2 ? 0 : 63);
    const auto bgr = row.subspan(i % 2 == 0 ? 0 : 95 * 3, 3);
    colours[i] = {.Red = bgr[2], .Green = bgr[1], .Blue = bgr[0]};
  }
  return colours;
}

/// The place of a stored row in the picture, after GIF89a's appendix E.
std::vector<int> stored_rows(int height, RowOrder order) {
  std::vector<int> rows;
  if (order == RowOrder::plain) {
    for (int y = 0; y < height; ++y) rows.push_back(y);
    return rows;
  }
  for (int y = 0; y < height; y += 8) rows.push_back(y);
  for (int y = 4; y < height; y += 8) rows.push_back(y);
  for (int y = 2; y < height; y += 4) rows.push_back(y);
  for (int y = 1; y < height; y += 2) rows.push_back(y);
  return rows;
}

void put_frame(GifFileType* file, const Frame& frame) {
  EGifPutImageDesc(file, frame.left, frame.top, frame.size.width, frame.size.height,
                   frame.order == RowOrder::interlaced, nullptr);
  for (const int y : stored_rows(frame.size.height, frame.order)) {
    std::vector<GifPixelType> row(static_cast<std::size_t>(frame.size.width));
    for (std::size_t x = 0; x < row.size(); ++x) {
      row[x] = static_cast<GifPixelType>((y < frame.size.height / 2 ? 0 : 2) +
                                         (x < row.size() / 2 ? 0 : 1));
    }
    EGifPutLine(file, row.data(), frame.size.width);
  }
}

/// A file whose first frame is drawn as quarters, at that place on that screen.
Bytes gif(Size screen, const std::vector<Frame>& frames) {
  Bytes bytes;
  auto* file = EGifOpen(&bytes, append, nullptr);
  const auto colours = palette();
  auto* map = GifMakeMapObject(static_cast<int>(colours.size()), colours.data());
  EGifPutScreenDesc(file, screen.width, screen.height, 8, 0, map);
  GifFreeMapObject(map);
  for (const auto& frame : frames) put_frame(file, frame);
  EGifCloseFile(file, nullptr);
  return bytes;
}

ErrorCode code_of(std::span<const std::uint8_t> bytes, const DecodeOptions& options = {}) {
  const auto picture = decode(bytes, options);
  EXPECT_FALSE(picture);
  return picture ? ErrorCode::internal : picture.error().code;
}

TEST(Gif, KeepsEveryColourPlainAndInterlaced) {
  for (const auto order : {RowOrder::plain, RowOrder::interlaced}) {
    const auto picture = decode(gif({96, 64}, {{.size = {96, 64}, .order = order}}));
    ASSERT_TRUE(picture) << picture.error().message;
    expect_quarters(picture->image, 0);
  }
}

TEST(Gif, OfManyFramesGivesTheFirstOne) {
  const auto picture = decode(gif({96, 64}, {{.size = {96, 64}}, {.size = {10, 10}}}));
  ASSERT_TRUE(picture);
  expect_quarters(picture->image, 0);
}

TEST(Gif, PutsASmallFrameWhereItBelongsAndCutsOffTheRest) {
  const auto picture = decode(gif({20, 10}, {{.left = 16, .top = 8, .size = {8, 8}}}));
  ASSERT_TRUE(picture) << picture.error().message;
  ASSERT_EQ(picture->image.size(), (Size{20, 10}));
  const auto red = [&](int x, int y) {
    return picture->image.view().row(y)[static_cast<std::size_t>(x) * 3 + 2];
  };
  EXPECT_EQ(red(15, 9), 0);
  EXPECT_EQ(red(16, 7), 0);
  EXPECT_EQ(red(16, 8), 220);
  EXPECT_EQ(red(19, 9), 220);
}

TEST(Gif, ThatEndsBeforeItsFirstFrameIsCompleteIsCorrupt) {
  const auto bytes = gif({96, 64}, {{.size = {96, 64}}});
  // The last bytes are the end of the frame's data and the trailer.
  for (std::size_t size = 6; size < bytes.size() - 8; ++size) {
    ASSERT_EQ(code_of(std::span(bytes).first(size)), ErrorCode::corrupt) << size;
  }
}

TEST(Gif, WithALargeScreenOrFrameIsRefused) {
  EXPECT_EQ(code_of(gif({65'535, 65'535}, {{.size = {2, 2}}})), ErrorCode::too_large);
  auto bytes = gif({8, 8}, {{.size = {8, 8}}});
  const auto descriptor = std::ranges::find(bytes, 0x2C);
  ASSERT_NE(descriptor, bytes.end());
  std::fill_n(descriptor + 5, 4, std::uint8_t{0xFF});  // the frame's width and height
  EXPECT_EQ(code_of(bytes), ErrorCode::too_large);
}

TEST(Gif, WithoutAnyFrameIsCorrupt) { EXPECT_EQ(code_of(gif({8, 8}, {})), ErrorCode::corrupt); }

}  // namespace
}  // namespace facelatch::imaging
