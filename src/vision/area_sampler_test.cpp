// SPDX-License-Identifier: Apache-2.0
#include "vision/area_sampler.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace facelatch::vision {
namespace {

imaging::Image noise(imaging::Size size) {
  imaging::Image image(size);
  std::uint32_t state = 1;
  for (auto& value : image.pixels()) {
    state = state * 1664525 + 1013904223;
    value = static_cast<std::uint8_t>(state >> 24U);
  }
  return image;
}

/// The share of the pixel `i` that lies between `from` and `to`.
double share(int i, double from, double to) {
  return std::max(0.0, std::min(i + 1.0, to) - std::max<double>(i, from));
}

/// One averaged value, computed the slow way.
double average(const imaging::Image& image, imaging::Size target, int x, int y, int channel) {
  const double width = static_cast<double>(image.size().width) / target.width;
  const double height = static_cast<double>(image.size().height) / target.height;
  double sum = 0;
  for (int j = 0; j < image.size().height; ++j) {
    for (int i = 0; i < image.size().width; ++i) {
      sum += image.view().row(j).subspan(3 * static_cast<std::size_t>(i),
                                         3)[static_cast<std::size_t>(channel)] *
             share(i, x * width, (x + 1) * width) * share(j, y * height, (y + 1) * height);
    }
  }
  return sum / (width * height);
}

TEST(AreaSampler, GivesTheAveragesOfTheAreasInRedGreenBlue) {
  const auto image = noise({37, 23});
  for (const imaging::Size target : {imaging::Size{22, 13}, {12, 12}, {37, 23}, {5, 7}, {50, 40}}) {
    const auto width = static_cast<std::size_t>(target.width);
    const auto area = width * static_cast<std::size_t>(target.height);
    std::vector<float> planes(3 * area);
    AreaSampler(image.view(), target).write({0, 0, target}, 0, 0, target, planes);
    for (int y = 0; y < target.height; ++y) {
      for (int x = 0; x < target.width; ++x) {
        for (int plane = 0; plane < 3; ++plane) {
          const auto at = static_cast<std::size_t>(plane) * area +
                          static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x);
          const double expected = (average(image, target, x, y, 2 - plane) - 127.5) / 128;
          ASSERT_NEAR(planes[at], expected, 1e-4);
        }
      }
    }
  }
}

TEST(AreaSampler, APieceIsThePartOfTheWholeAndTouchesNothingElse) {
  const auto image = noise({101, 67});
  const imaging::Size target{60, 40};
  const imaging::Size canvas{64, 48};
  constexpr std::size_t kCanvasArea = std::size_t{64} * 48;
  const AreaSampler sampler(image.view(), target);
  std::vector<float> whole(3 * kCanvasArea, 9);
  sampler.write({0, 0, target}, 0, 0, canvas, whole);
  std::vector<float> part(3 * kCanvasArea, 9);
  sampler.write({10, 8, {22, 14}}, 4, 30, canvas, part);
  for (std::size_t plane = 0; plane < 3; ++plane) {
    for (int y = 0; y < canvas.height; ++y) {
      for (int x = 0; x < canvas.width; ++x) {
        const auto at = [&](int column, int row) {
          return plane * kCanvasArea + static_cast<std::size_t>(row * canvas.width + column);
        };
        const bool is_inside = x >= 4 && x < 26 && y >= 30 && y < 44;
        ASSERT_EQ(part[at(x, y)], is_inside ? whole[at(x + 6, y - 22)] : 9);
      }
    }
  }
}

}  // namespace
}  // namespace facelatch::vision
