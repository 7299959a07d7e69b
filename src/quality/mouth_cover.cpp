// SPDX-License-Identifier: Apache-2.0
#include "quality/mouth_cover.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace facelatch::quality {
namespace {

/// Pixels of the aligned crop: left and top, right and bottom beyond.
struct Region {
  int left;
  int top;
  int right;
  int bottom;
};

constexpr std::array<Region, 4> kSkin{
    {{30, 22, 82, 40}, {30, 60, 44, 70}, {68, 60, 82, 70}, {48, 58, 64, 70}}};
constexpr Region kMouth{38, 80, 74, 108};

struct Chroma {
  std::vector<float> blue;
  std::vector<float> red;
};

/// CbCr of ITU-R BT.601.
void add_region(Chroma& chroma, imaging::ImageView crop, const Region& region) {
  for (int y = region.top; y < region.bottom; ++y) {
    const auto row = crop.row(y);
    for (int x = region.left; x < region.right; ++x) {
      const auto at = 3 * static_cast<std::size_t>(x);
      const auto blue = static_cast<float>(row[at]);
      const auto green = static_cast<float>(row[at + 1]);
      const auto red = static_cast<float>(row[at + 2]);
      chroma.blue.push_back(0.5F * blue - 0.331264F * green - 0.168736F * red);
      chroma.red.push_back(0.5F * red - 0.418688F * green - 0.081312F * blue);
    }
  }
}

float median(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace

float mouth_colour_distance(imaging::ImageView crop) {
  Chroma skin;
  for (const auto& region : kSkin) add_region(skin, crop, region);
  const float blue = median(std::move(skin.blue));
  const float red = median(std::move(skin.red));
  Chroma mouth;
  add_region(mouth, crop, kMouth);
  std::vector<float> distances;
  distances.reserve(mouth.blue.size());
  for (std::size_t i = 0; i < mouth.blue.size(); ++i) {
    distances.push_back(std::hypot(mouth.blue[i] - blue, mouth.red[i] - red));
  }
  return median(std::move(distances));
}

}  // namespace facelatch::quality
